"""A plot of 1,000 × 800 pixels, drawn by Agg and written as PNG; its figure is closed."""
import gc
import hashlib
import io

import matplotlib

matplotlib.use("agg")
from matplotlib import pyplot


def draw():
    figure, axes = pyplot.subplots(figsize=(10, 8), dpi=100)
    axes.plot([0, 1, 2, 3], [3, 1, 2, 0])
    file = io.BytesIO()
    figure.savefig(file, format="png")  # savefig
    pyplot.close(figure)
    return file.getvalue()  # png


picture = draw()
gc.collect()
print(len(picture), hashlib.sha256(picture).hexdigest())
