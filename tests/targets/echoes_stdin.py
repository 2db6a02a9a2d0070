"""Copies its standard input to its standard output, upper case."""
import sys

for line in sys.stdin:
    sys.stdout.write(line.upper())
print(sys.stdin.isatty(), sys.stdout.isatty())
