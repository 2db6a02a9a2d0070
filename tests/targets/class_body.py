"""The body of a class is code like any other, under the class's name."""


class Holder:
    table = bytes(3_000_000)  # blocks


print(len(Holder.table))
