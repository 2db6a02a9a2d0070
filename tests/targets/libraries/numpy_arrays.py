"""Arrays of numpy's: kept, temporary, and views of others."""
import numpy

zeros = numpy.zeros(1_000_000)  # zeros
matrix = numpy.empty((500, 400), dtype=numpy.int32)  # matrix
matrix.fill(7)
copy = zeros.copy()  # copy
view = matrix[100:200, ::2]  # view


def temporary():
    difference = zeros - copy  # difference
    return difference.any()


def replaced():
    array = numpy.ones(250_000)  # first
    array = numpy.ones(125_000)  # second
    return array


kept = replaced()
print(temporary(), view.sum(), kept.sum())
