"""Blocks taken while an exception is raised, caught and cleaned up after."""


def fail():
    raise ValueError(bytes(1_000_000))  # raised


def survive():
    try:
        fail()
    except ValueError:
        caught = bytes(2_000_000)  # caught
    finally:
        cleaned = bytes(3_000_000)  # cleaned
    return caught, cleaned


kept = survive()
