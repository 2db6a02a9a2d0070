"""What `mprof.plot_file` and `mprof.flame_plotter` draw with matplotlib, for scripts that call them. `mprof plot` itself draws without matplotlib."""

import itertools
import sys
import time

# By the file's place among those drawn, the children's after it; by the function's place in the file.
_CURVE_COLOURS = "kbrgcym"
_BRACKET_COLOURS = "cygrb"
_MOST_RECTANGLES_TO_HOVER = 100
# So far a line from edge to edge stays within, lest matplotlib widen the axes for it.
_WITHIN = 0.001


def pylab():
    """matplotlib's pylab; ends the program, and says so, where there is none."""
    try:
        import pylab as plotting
    except ImportError as error:
        print("matplotlib is needed for plotting.")
        print(error)
        sys.exit(1)
    return plotting


def add_brackets(xloc, yloc, xshift=0, color="r", label=None, options=None):
    """See `mprof.add_brackets`."""
    plotting = pylab()
    (left, right), (bottom, top) = plotting.xlim(), plotting.ylim()
    arm, half = (right - left) / 60, (top - bottom) / 20
    window = getattr(options, "xlim", None)
    for at, height, direction, text in zip(xloc, yloc, (1, -1), (label, None)):
        x = at - xshift
        if window is not None and not window[0] <= x <= window[1]:
            continue
        # A label that begins with an underscore is left out of the legend.
        text = " " + text if text and text.startswith("_") else text
        plotting.plot([x + direction * arm, x, x, x + direction * arm], [height + half, height + half, height - half, height - half], "-" + color, linewidth=2, label=text)


class Figure:
    """A profile that is drawn on matplotlib's present axes, times counted from its first point."""

    def __init__(self, profile, index, has_trend, curve_style):
        import numpy

        self._plotting, self._profile, self._index, self._has_trend, self._numpy = pylab(), profile, index, has_trend, numpy
        calls = [call for calls in profile["func_timestamp"].values() for call in calls]
        # The memory at each call and return is a point of the curve, too.
        profile["timestamp"].extend(at for call in calls for at in call[:2])
        profile["mem_usage"].extend(memory for call in calls for memory in call[2:4])
        times, memory = numpy.asarray(profile["timestamp"]), numpy.asarray(profile["mem_usage"])
        order = times.argsort()
        self.start = float(times[order][0])
        self._times, self._memory = times[order] - self.start, memory[order]
        self._curve(self._times, self._memory, curve_style, index, self._began(), "#00e3d8")
        self._bottom_top = self._inside(self._plotting.ylim())

    def _began(self):
        # The milliseconds may be a thousand: as the original writes it, and its readers know it.
        return time.strftime("%d / %m / %Y - start at %H:%M:%S", time.localtime(self.start)) + f".{round(self.start % 1 * 1000):03d}"

    def _curve(self, times, memory, style, colour, label, trend_colour):
        trend = self._numpy.polyfit(times, memory, 1) if self._has_trend else None
        self._plotting.plot(
            times, memory, style + _CURVE_COLOURS[colour % len(_CURVE_COLOURS)], label=label if trend is None else f"{label} slope {trend[0]:.5f}")
        if trend is not None:
            self._plotting.plot(times, times * trend[0] + trend[1], "--", linewidth=0.5, color=trend_colour)

    def children(self):
        """The children's curves, and the highest point of all of them."""
        highest = (0, 0)
        for place, (pid, readings) in enumerate(self._profile["children"].items()):
            times = self._numpy.asarray([at for _, at in readings]) - self.start
            memory = self._numpy.asarray([memory for memory, _ in readings])
            self._curve(times, memory, "+-", place + 1, f"child {pid}", "black")
            if memory.max() > highest[1]:
                highest = (times[memory.argmax()], memory.max())
        if self._profile["children"]:
            self._plotting.vlines(highest[0], *self._inside(self._plotting.ylim()), "r", "--")
            self._plotting.hlines(highest[1], *self._inside(self._plotting.xlim()), "r", "--")

    def brackets(self, labels, draw, options):
        """A pair of brackets for each call, drawn by `draw`."""
        for place, (name, calls) in enumerate(self._profile["func_timestamp"].items()):
            for call in calls:
                draw(call[:2], call[2:4], xshift=self.start, color=_BRACKET_COLOURS[place % len(_BRACKET_COLOURS)],
                     label=f"{labels[name]} {call[1] - call[0]:.3f}s", options=options)

    def rectangles(self):
        """A rectangle for each call, at its level; the pointer shows the name, and a click widens it to the whole width."""
        axes = self._plotting.gca()
        axes.grid(True)
        # A file of before levels were written has none.
        calls = [(name, call[0] - self.start, call[1] - self.start, call[4] if len(call) > 4 else 0)
                 for name, calls in self._profile["func_timestamp"].items() for call in calls]
        levels = 1 + max((level for _, _, _, level in calls), default=-1)
        over = axes.twinx()
        over.set_yticks([])
        over.set_ylim((0, levels + 1))
        over.grid(False)
        self._plotting.sca(axes)
        return _Rectangles(self._plotting, over, levels), calls

    def highest(self):
        """Lines through the highest point."""
        self._plotting.hlines(self._memory.max(), *self._inside(self._plotting.xlim()), colors="r", linestyles="--")
        self._plotting.vlines(self._times[self._memory.argmax()], *self._bottom_top, colors="r", linestyles="--")

    @staticmethod
    def _inside(limits):
        return limits[0] + _WITHIN, limits[1] - _WITHIN


class _Rectangles:
    """The calls of a flame graph."""

    def __init__(self, plotting, axes, levels):
        self._plotting, self._axes, self._levels = plotting, axes, levels
        self._drawn = []
        self._hovered = None

    def draw(self, calls):
        """Draws the calls; red and orange take turns, and fade from level to level."""
        from matplotlib.colors import hsv_to_rgb

        colours = [
            itertools.cycle([hsv_to_rgb((hue, 1 - 0.75 * level / self._levels, 1)) for hue in (0, 0.1)]) for level in range(self._levels)]
        for name, begin, end, level in calls:
            shape = self._axes.fill_betweenx((level, level + 1), begin, end, color=next(colours[level]), alpha=0.5, linewidth=1)
            text = self._axes.text(begin, level + 1, name, horizontalalignment="left", verticalalignment="top", color=(0, 0, 0, 0))
            self._drawn.append((begin, end, level, shape, text))
        canvas = self._axes.figure.canvas
        # Through functions: matplotlib would not keep the owner of a method.
        if len(self._drawn) < _MOST_RECTANGLES_TO_HOVER:
            canvas.mpl_connect("motion_notify_event", lambda event: self._moved(event))
        canvas.mpl_connect("button_release_event", lambda event: self._clicked(event))

    def _under(self, event):
        if event.xdata is None or event.ydata is None:
            return None
        # The pointer's own axes may be those of the curve, or these.
        x, y = self._axes.transData.inverted().transform((event.x, event.y))
        return next((drawn for drawn in self._drawn if drawn[0] < x < drawn[1] and drawn[2] < y < drawn[2] + 1), None)

    def _moved(self, event):
        under = self._under(event)
        if under is self._hovered:
            return
        for drawn, alpha, width, ink in ((self._hovered, 0.5, 1, 0), (under, 0.8, 3, 1)):
            if drawn is not None:
                drawn[3].set_alpha(alpha)
                drawn[3].set_linewidth(width)
                drawn[4].set_color((0, 0, 0, ink))
        self._hovered = under
        self._plotting.draw()

    def _clicked(self, event):
        under = self._under(event)
        toolbar = self._axes.figure.canvas.toolbar
        if under is None or (toolbar is not None and getattr(toolbar, "mode", "")):
            return
        # "Back" of the toolbar undoes it.
        if toolbar is not None:
            toolbar.push_current()
        self._axes.set_xlim(under[0], under[1])
        self._axes.set_ylim(under[2], self._levels + 1)
        if toolbar is not None:
            toolbar.push_current()
        self._plotting.draw()
