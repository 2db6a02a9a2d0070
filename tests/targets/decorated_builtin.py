"""The builtin profile, with no import; big enough that its line must show."""


@profile
def grow():
    block = b"x" * (64 << 20)
    size = len(block)
    del block
    return size


print(grow())
