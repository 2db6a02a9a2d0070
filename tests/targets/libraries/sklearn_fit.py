"""A pipeline by hand: data are scaled into an array of their own, and a model is fitted to them."""
import numpy
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

ROWS, COLUMNS = 100_000, 10
table = numpy.arange(ROWS * COLUMNS, dtype=float).reshape(ROWS, COLUMNS) % 97
target = table @ numpy.arange(1.0, COLUMNS + 1) + 5
scaled = StandardScaler().fit_transform(table)  # scale
model = LinearRegression().fit(scaled, target)  # fit
print(scaled.shape, model.coef_.shape, abs(model.predict(scaled[:10]) - target[:10]).max() < 1e-6)
