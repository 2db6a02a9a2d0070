double = profile(lambda x: x * 2)


@profile
def inline():
    a = [i for i in range(9)]
    b = {i: i for i in a if i % 2}
    c = {i for i in b}
    d = sum(i for i in c)
    f = lambda v: v + d
    return [
        f(x) + y
        for x in range(3)
        for y in range(2)
    ]


double(2), double(3)
inline()
