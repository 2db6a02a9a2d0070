"""Known amounts, over and over, for long enough that a budget is passed: all of it is given back, but for the last round."""


def one_round():
    small, large = [None] * 20_000, [None] * 200
    for i in range(20_000):
        small[i] = bytes(67)  # small
    for i in range(200):
        large[i] = bytes(9_967)  # large
    return small, large


for _ in range(100):
    held = None
    held = one_round()
