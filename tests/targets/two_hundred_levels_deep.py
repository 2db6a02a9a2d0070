"""One block at the bottom of two hundred calls, with all of them on its stack."""


def descend(level):
    if level == 1:
        return bytes(5_000_000)  # bottom
    return descend(level - 1)  # call


kept = descend(200)
