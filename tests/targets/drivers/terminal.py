"""A command on a terminal of its own."""
import os
import pty


def run(command, begin=lambda: None, heard=lambda said, terminal: None):
    """Runs it, after `begin` in the child, calling `heard` with all that it has said so far; what it said in the end, and how it ended as os.waitpid has it."""
    child, terminal = pty.fork()
    if child == 0:
        begin()
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
        heard(said, terminal)
    return said.replace(b"\r\n", b"\n"), os.waitpid(child, 0)[1]
