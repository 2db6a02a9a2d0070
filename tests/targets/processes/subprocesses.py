"""Starts a Python script of its own, and a program that is no Python and lives until the input ends: both are children of this one."""
import os
import subprocess
import sys

if len(sys.argv) > 1:
    kept = [bytes(4_000) for number in range(200)]  # child
    print(os.getpid())
    sys.exit(0)
print(os.getpid())
sys.stdout.flush()
subprocess.run([sys.executable, __file__, "child"], check=True)
sleeping = subprocess.Popen(["sleep", "600"])
sys.stdin.read()
sleeping.kill()
sleeping.wait()
