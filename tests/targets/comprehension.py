"""A comprehension's blocks belong to its line, whether it has a frame (to 3.11) or not (3.12)."""


def build():
    return [bytes(1_000) for _ in range(1_000)]  # blocks


kept = build()
