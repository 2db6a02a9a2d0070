"""Not a Python program."""
def broken(:
    pass
