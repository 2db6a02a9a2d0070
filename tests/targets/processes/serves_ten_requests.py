"""gunicorn with two workers answers ten requests and is told to stop."""
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request

with tempfile.TemporaryDirectory() as folder:
    listening = os.path.join(folder, "port")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", "127.0.0.1:0", "--no-sendfile", "--worker-tmp-dir", folder, "--chdir", os.path.dirname(__file__), "served:app"],
        stderr=subprocess.PIPE, text=True)
    # "Listening at: http://127.0.0.1:38421 (4711)", then a line for each worker that has booted.
    address, booted = "", 0
    for line in server.stderr:
        if "Listening at:" in line:
            address = line.split("Listening at: ")[1].split(" ")[0]
        booted += "Booting worker" in line
        if booted == 2:
            break
    for number in range(10):
        urllib.request.urlopen(address, timeout=60).read()
    server.send_signal(signal.SIGTERM)
    server.stderr.read()
    print(server.wait(timeout=60))
