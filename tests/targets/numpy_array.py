"""A million doubles of numpy's."""
import os

import numpy


def hold():
    array = numpy.ones(1_000_000)  # array
    os._exit(0 if array.any() else 1)


hold()
