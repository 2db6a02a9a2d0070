"""Starts a child with an empty environment."""
import os
import subprocess
import sys

os.environ.clear()
print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], env={}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout)
