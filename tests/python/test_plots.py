import subprocess
import sys
import unittest

from support import AGENT, LIB, Folder, is_debian_python, plain_environment

PROFILE = """\
FUNC pkg.io.load 20.5000 1795324189.1000 24.5000 1795324189.6000 0
FUNC other.load 21.0000 1795324189.2000 24.0000 1795324189.5000 1
FUNC other.load 24.0000 1795324189.7000 24.0000 1795324190.0000 0
FUNC other._quiet 22.0000 1795324189.3000 23.0000 1795324189.4000 2
CMDLINE python3 mine.py
MEM 20.000000 1795324189.0000
MEM 22.750000 1795324189.3500
CHLD 77 5.000000 1795324189.2500
MEM 30.250000 1795324189.6500
CHLD 77 38.125000 1795324189.8000
CHLD 78 12.500000 1795324189.9000
CHLD 78 11.500000 1795324189.9500
MEM 25.000000 1795324190.1000
"""

# Everything that stands on the axes afterwards, as text.
DRAWN = """
    import sys, types
    import matplotlib
    matplotlib.use("Agg")
    import pylab
    import mprof

    def texts(axes):
        yield tuple(round(float(value), 6) for value in (*axes.get_xlim(), *axes.get_ylim())) if name == "plot_file" else axes.get_ylim()[1] == 4
        for line in axes.get_lines():
            points = [(round(float(x), 6), round(float(y), 6)) for x, y in line.get_xydata()]
            yield line.get_label() if not line.get_label().startswith("_") else "", line.get_color(), line.get_linestyle(), str(line.get_marker()), line.get_linewidth(), points
        for shape in axes.collections:
            # The original has the lines through the highest point of a flame on the levels' axis, where they are out of sight.
            if name == "flame_plotter" and not len(shape.get_facecolor()):
                continue
            paths = [[(round(float(x), 6), round(float(y), 6)) for x, y in path.vertices] for path in shape.get_paths()]
            yield shape.get_facecolor().round(6).tolist(), shape.get_edgecolor().round(6).tolist(), [width for width in shape.get_linewidth()], paths
        for text in axes.texts:
            yield text.get_text(), text.get_position(), text.get_color()
        yield tuple(axes.get_yticks())

    for name, settings, options in {cases!r}:
        pylab.figure(figsize=(14, 6), dpi=90)
        profile = getattr(mprof, name)("mine.dat", options=types.SimpleNamespace(**options), **settings)
        print(name, settings, options, len(profile["timestamp"]), profile["cmd_line"])
        for axes in pylab.gcf().axes:
            for text in texts(axes):
                print(text)
        pylab.close()
"""

CASES = [
    ("plot_file", {}, {"xlim": None}),
    ("plot_file", {"index": 9, "timestamps": False}, {"slope": True}),
    ("plot_file", {"children": False}, {"slope": False, "xlim": [0.15, 0.65]}),
    ("flame_plotter", {"index": 1, "children": False}, {}),
    ("flame_plotter", {"timestamps": False, "children": False}, {"slope": True}),
]


def load_tests(loader, tests, pattern):
    """matplotlib is there for Debian's Python alone."""
    return tests if is_debian_python() else unittest.TestSuite()


class PlotTests(unittest.TestCase):
    maxDiff = None

    def test_the_same_is_drawn_as_by_the_original(self):
        with Folder(drawn=DRAWN.format(cases=CASES)) as folder:
            folder.write("mine.dat", PROFILE)
            original = drawn(folder, "/usr/lib/python3/dist-packages")
            ours = drawn(folder, LIB)
        self.assertEqual(original.count("\n\n"), len(CASES))
        self.assertEqual(ours.splitlines(), original.splitlines())

    def test_an_empty_profile_and_a_missing_matplotlib_are_told_and_end_the_program_as_with_the_original(self):
        with Folder() as folder:
            empty = folder.write("empty.dat", "CMDLINE x\n")
            for prepare, code in (("", 0), ("import sys; sys.modules['pylab'] = None; ", 1)):
                # The original reads the file after it has looked for matplotlib.
                profile = empty if not prepare else folder.write("mine.dat", PROFILE)
                said = [
                    subprocess.run(
                        [sys.executable, "-c", prepare + "import mprof; mprof.plot_file(%r)" % profile], env=environment(path),
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
                    for path in ("/usr/lib/python3/dist-packages", LIB)]
                self.assertEqual((said[0].returncode, said[0].stderr), (code, ""))
                self.assertEqual((said[1].returncode, said[1].stdout, said[1].stderr), (code, said[0].stdout, ""))

    def test_a_flame_has_children_and_the_highest_point_on_the_axis_of_memory(self):
        program = """
            import matplotlib
            matplotlib.use("Agg")
            import pylab, mprof
            mprof.flame_plotter("mine.dat")
            memory, levels = pylab.gcf().axes
            print([line.get_label()[:8] for line in memory.get_lines()], len(memory.collections), memory.get_ylim()[1] > 38)
            print(len(levels.get_lines()), len(levels.collections), pylab.gca() is memory)
        """
        with Folder(flame=program) as folder:
            folder.write("mine.dat", PROFILE)
            result = subprocess.run([sys.executable, "flame.py"], env=environment(LIB), cwd=folder.path, stdout=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(result.stdout, "['22 / 11 ', 'child 77', 'child 78'] 4 True\n0 4 True\n")

    def test_a_flame_s_rectangle_shows_its_name_under_the_pointer_and_fills_the_width_after_a_click(self):
        program = """
            import matplotlib
            matplotlib.use("Agg")
            import pylab
            from matplotlib.backend_bases import MouseEvent
            import mprof

            figure = pylab.figure()
            mprof.flame_plotter("mine.dat")
            over = figure.axes[1]

            def point(name, x, y):
                figure.canvas.callbacks.process(name, MouseEvent(name, figure.canvas, *over.transData.transform((x, y)), button=1))

            def shown():
                return [text.get_text() for text in over.texts if text.get_color()[3] == 1]

            point("motion_notify_event", 0.35, 0.5); print(shown())
            point("motion_notify_event", 0.35, 1.5); print(shown())
            point("motion_notify_event", 0.35, 3.5); print(shown())
            point("button_release_event", 0.35, 3.5); print(over.get_ylim())
            point("button_release_event", 0.35, 1.5); print([round(at, 3) for at in over.get_xlim()], over.get_ylim())
        """
        with Folder(pointed=program) as folder:
            folder.write("mine.dat", PROFILE)
            result = subprocess.run(
                [sys.executable, "-W", "ignore", "pointed.py"], env=environment(LIB), cwd=folder.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                universal_newlines=True)
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.stdout.splitlines(), ["['pkg.io.load']", "['other.load']", "[]", "(0.0, 4.0)", "[0.2, 0.5] (1.0, 4.0)"])

    def test_a_flame_of_calls_without_levels_is_drawn_at_the_ground(self):
        program = """
            import matplotlib
            matplotlib.use("Agg")
            import pylab, mprof
            mprof.flame_plotter("old.dat")
            print(pylab.gcf().axes[1].get_ylim(), len(pylab.gcf().axes[1].collections))
        """
        with Folder(old=program) as folder:
            folder.write("old.dat", "FUNC a.f 1.0 1795324189.0 2.0 1795324190.0\nMEM 1.5 1795324189.5\n")
            result = subprocess.run([sys.executable, "old.py"], env=environment(LIB), cwd=folder.path, stdout=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(result.stdout, "(0.0, 2.0) 1\n")


def environment(path):
    return plain_environment(PYTHONPATH=path, HEAPLINE_AGENT=AGENT, MPLBACKEND="Agg")


def drawn(folder, path):
    result = subprocess.run(
        [sys.executable, "drawn.py"], env=environment(path), cwd=folder.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


if __name__ == "__main__":
    unittest.main()
