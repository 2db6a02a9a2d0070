"""A generator allocates on the line where it is resumed, called from the line that resumes it."""


def produce():
    for _ in range(100):
        yield bytes(20_000)  # blocks


def consume():
    return [block for block in produce()]  # consumer


kept = consume()
