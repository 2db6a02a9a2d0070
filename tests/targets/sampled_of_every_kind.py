"""Blocks of every size on lines of their own, always the same: what they take is known from an exact run, and estimated by a sampled one."""


class Item:
    __slots__ = ("value", "name")

    def __init__(self, value):
        self.value = value


def kept():
    rows = []
    rows.append([(i, i + 1) for i in range(1_000, 60_000)])
    rows.append([float(i) for i in range(150_000)])
    rows.append([[i] for i in range(60_000)])
    rows.append([{"key": i} for i in range(20_000)])
    rows.append([Item(i) for i in range(80_000)])
    rows.append([f"a name of some length {i:08d}" for i in range(60_000)])
    rows.append([bytes(600) for _ in range(10_000)])
    rows.append([bytes(3_000) for _ in range(2_000)])
    rows.append([bytearray(20_000) for _ in range(300)])  # exact
    rows.append([bytes(100_000) for _ in range(60)])
    rows.append([bytes(400_000) for _ in range(20)])
    rows.append([bytes(2_000_000) for _ in range(5)])
    rows.append({i: None for i in range(100_000, 200_000)})
    rows.append(set(range(100_000, 200_000)))
    return rows


def dropped():
    for i in range(100_000):
        x = [i, i]
    for i in range(30_000):
        x = bytes(700)
    for i in range(200):
        x = bytes(200_000)
    for i in range(20_000):
        x = "long" * 200 + str(i)
    items = []
    for i in range(1_000_000):
        items.append(None)
    return x


held = kept()
dropped()
dropped()
