@profile
def expressions(a, b):
    x = (a +
         b)
    y = max(
        len("abc"),
        x,
    )
    z = {
        "a": [i
              for i in range(3)],
        "b": dict(
            c=y,
        ),
    }
    text = """
    of three
    lines"""
    return (z,
            text)


expressions(1, 2)
