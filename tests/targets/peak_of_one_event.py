"""The peak is one block that is given back at once: it lasts from its allocation to its free."""


def spike():
    held = bytes(30_000_000)  # held
    bytes(60_000_000)  # spike
    del held


spike()
after = bytes(40_000_000)  # after
