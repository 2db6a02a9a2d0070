"""An eval'd string has no file: its frame is line 1 of <string>, called from here."""


def evaluate():
    return eval("bytes(4_000_000 + len('x'))")  # eval


kept = evaluate()
