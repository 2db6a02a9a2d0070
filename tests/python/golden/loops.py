@profile
def loops():
    for i in range(3):
        for j in range(2):
            a = [i] * 100
        else:
            del a
    while i: i -= 1
    for k in range(4): pass
    while True:
        i += 1
        if i == 3:
            break
        continue


loops()
loops()
