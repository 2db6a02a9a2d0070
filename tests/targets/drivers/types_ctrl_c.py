"""Runs a command on a terminal of its own and types Ctrl-C there each time that it has said one of the words given: WORDS COMMAND..."""
import os
import pty
import sys

words, command = sys.argv[1].split(","), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
said = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    said += piece
    while words and words[0].encode() + b"\r\n" in said:
        words.pop(0)
        os.write(terminal, b"\x03")
status = os.waitpid(child, 0)[1]
os.write(1, said.replace(b"\r\n", b"\n"))
print("ended", status)
