"""A million ints, and the list that holds them, built by appending."""
import os


def hold():
    numbers = []
    for number in range(1_000_000):  # numbers
        numbers.append(number * 1_000_003)  # ints
    os._exit(0)


hold()
