"""Binary trees, built, walked and dropped, while one large tree lives on."""


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def count(node):
    return 1 if node.left is None else 1 + count(node.left) + count(node.right)


long_lived = build(17)
total = 0
for depth in range(4, 18, 4):
    for _ in range(1 << (18 - depth)):
        total += count(build(depth))
print(total, count(long_lived))
