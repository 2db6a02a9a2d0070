"""An exception that nobody catches."""


def fail():
    raise KeyError("nobody catches this")


fail()
