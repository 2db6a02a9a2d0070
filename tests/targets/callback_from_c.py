"""sorted() is C and calls back: the block belongs to the key function, called from the line of sorted()."""


def key(number):
    kept.append(bytes(10_000))  # blocks
    return -number


kept = []
print(sorted(range(100), key=key)[0])  # sorted
