"""Runs the Python that is its argument and shows what it says."""
import subprocess
import sys

code = "import sys; sys.stdout.write(str(len('child')) + chr(10))"
child = subprocess.Popen([sys.argv[1], "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
print(child.communicate(), child.returncode)
