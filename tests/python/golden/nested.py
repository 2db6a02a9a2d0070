def outer(n):
    @profile
    def middle(x):
        def inner(y):
            z = y + 1
            return z

        class Local:
            attribute = inner(0)

            def method(self):
                return self.attribute

        return [inner(i) for i in range(x)], Local().method()

    return middle(n), middle(1)


class Shape:
    @profile
    def area(self):
        return self.side ** 2

    @property
    @profile
    def side(self):
        return 2

    @staticmethod
    @profile
    def name():
        return "square"

    @classmethod
    @profile
    def make(cls):
        return cls()


outer(2)
Shape.make().area()
Shape.name()
