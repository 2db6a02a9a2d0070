@profile
def down(n):
    a = [0] * 1000
    if n:
        down(n - 1)
    del a
    return n


down(4)
