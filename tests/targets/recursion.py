"""Every level of a recursion holds one block while the next is called."""


def descend(level):
    block = bytes(10_000)  # blocks
    return len(block) if level == 1 else len(block) + descend(level - 1)  # recursive call


print(descend(50))
