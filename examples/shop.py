"""Handles orders, one after another. Its memory grows with every one of them."""
import functools


class Order:
    def __init__(self, number):
        self.lines = [{"article": number * 7 + i, "price": (number + i) % 97} for i in range(200)]

    @functools.lru_cache(maxsize=None)
    def total(self, tax):
        return sum(line["price"] for line in self.lines) * (1 + tax)


def handle(number):
    order = Order(number)
    return order.total(0.19)


def main():
    revenue = sum(handle(number) for number in range(1000))
    print(f"revenue: {revenue:.0f}")


if __name__ == "__main__":
    main()
