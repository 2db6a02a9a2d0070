"""What it has of standard input, output and error, told in a file."""
import os
import sys

with open(sys.argv[1], "w") as file:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        file.write("%s\n" % (stream is None))
    for number in range(3):
        try:
            os.fstat(number)
            file.write("%d is open\n" % number)
        except OSError as error:
            file.write("%d %d\n" % (number, error.errno))
kept = bytes(2_000_000)  # kept
