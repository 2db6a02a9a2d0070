"""A frame of a million rows, its totals by key, and what pandas needed to find them."""
import numpy
import pandas

ROWS = 1_000_000


def totals(frame):
    return frame.groupby("key")["value"].sum()  # groupby


keys = numpy.arange(ROWS) % 1_000
values = numpy.ones(ROWS)
frame = pandas.DataFrame({"key": keys, "value": values})  # frame
result = totals(frame)
print(len(result), result.sum(), result.min(), result.max())
