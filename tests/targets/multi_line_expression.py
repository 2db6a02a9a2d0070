"""An expression over several lines: each block on the line of the call that made it."""


def build():
    return (
        bytes(1_000_000),  # first
        bytes(2_000_000),  # second
        bytes(3_000_000),  # third
    )


kept = build()
