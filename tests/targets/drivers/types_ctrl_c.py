"""Runs a command on a terminal of its own and types Ctrl-C there each time that it has said one of the words given: WORDS COMMAND..."""
import os
import sys

import terminal

words = sys.argv[1].split(",")


def type_ctrl_c(said, there):
    while words and words[0].encode() + b"\r\n" in said:
        words.pop(0)
        os.write(there, b"\x03")


said, status = terminal.run(sys.argv[2:], heard=type_ctrl_c)
os.write(1, said)
print("ended", status)
