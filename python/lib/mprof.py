"""Drop-in for the module `mprof`: the actions are those of Heapline's own mprof, and profiles (`mprofile_*.dat`) are read as the original reads them."""

import glob
import os
import re
import subprocess
import sys

ALL_ACTIONS = ("run", "rm", "clean", "list", "plot", "attach", "peak")


def main():
    """The command `mprof`, with the arguments of this process; ends with its exit code."""
    sys.exit(_native(sys.argv[1:]))


def run_action():
    """`mprof run` with the arguments of this process."""
    sys.exit(_native(["run"] + sys.argv[1:]))


def attach_action():
    """`mprof attach` with the arguments of this process."""
    sys.exit(_native(["attach"] + sys.argv[1:]))


def list_action():
    """`mprof list` with the arguments of this process."""
    sys.exit(_native(["list"] + sys.argv[1:]))


def rm_action():
    """`mprof rm` with the arguments of this process."""
    sys.exit(_native(["rm"] + sys.argv[1:]))


def clean_action():
    """`mprof clean` with the arguments of this process."""
    sys.exit(_native(["clean"] + sys.argv[1:]))


def plot_action():
    """`mprof plot` with the arguments of this process."""
    sys.exit(_native(["plot"] + sys.argv[1:]))


def peak_action():
    """`mprof peak` with the arguments of this process."""
    sys.exit(_native(["peak"] + sys.argv[1:]))


def _native(arguments):
    from heapline._home import program as find

    program = find()
    if not os.path.exists(program):
        print(f"mprof: Heapline's program is missing: there is no {program}", file=sys.stderr)
        return 127
    sys.stdout.flush()
    try:
        return subprocess.call([program] + arguments)
    except KeyboardInterrupt:
        return 130


def get_cmd_line(args):
    """The arguments as one line; those with blanks in quotation marks."""
    return " ".join(f"'{arg}'" if " " in arg or "\t" in arg else arg for arg in args)


def read_mprofile_file(filename):
    """What a profile holds: `mem_usage` (MiB) and `timestamp` (seconds since 1970) of its samples, `func_timestamp` (for each function a list of
    `[begin, end, MiB at begin, MiB at end, level]`), `children` (for each pid a list of `(MiB, time)`), `cmd_line` and `filename`.

    ValueError for a blank line, which a run that ended before it was sampled leaves.
    """
    profile = {"mem_usage": [], "timestamp": [], "func_timestamp": {}, "filename": filename, "cmd_line": None, "children": {}}
    with open(filename) as file:
        for line in file:
            if line == "\n":
                raise ValueError("Sampling time was too short")
            kind, _, value = line.partition(" ")
            if kind == "CMDLINE":
                profile["cmd_line"] = value
                continue
            fields = value.split()
            if kind == "MEM":
                profile["mem_usage"].append(float(fields[0]))
                profile["timestamp"].append(float(fields[1]))
            elif kind == "CHLD":
                profile["children"].setdefault(fields[0], []).append((float(fields[1]), float(fields[2])))
            elif kind == "FUNC":
                memory, begin, memory_at_end, end = map(float, fields[1:5])
                call = [begin, end, memory, memory_at_end] + [int(level) for level in fields[5:6]]
                profile["func_timestamp"].setdefault(fields[0], []).append(call)
    return profile


def filter_mprofile_mem_usage_by_function(prof, func):
    """The samples, in MiB, that were taken during calls of a function; all for None. ValueError for a function that the profile does not have."""
    if func is None:
        return prof["mem_usage"]
    if func not in prof["func_timestamp"]:
        raise ValueError(f"{func} was not found.")
    calls = prof["func_timestamp"][func]
    return [
        memory for memory, time in zip(prof["mem_usage"], prof["timestamp"])
        for call in calls if call[0] <= time <= call[1]]


def function_labels(dotted_function_names):
    """`{dotted name: its shortest ending that no other name has}`"""
    names = list(dict.fromkeys(dotted_function_names))
    labels = {}
    for name in names:
        parts = name.split(".")
        length = 1
        while length < len(parts) and any(other != name and other.split(".")[-length:] == parts[-length:] for other in names):
            length += 1
        labels[name] = ".".join(parts[-length:])
    return labels


def _profiles():
    return sorted(glob.glob("mprofile_??????????????.dat"))


def get_profile_filenames(args):
    """Files that are meant by paths and numbers (0: the oldest profile in this folder, -1: the latest), or by `"all"`; each once, and after them what has their time
    stamps. ValueError for what is not there."""
    profiles = _profiles()
    names = list(profiles) if args == "all" else []
    for arg in args if args != "all" else ():
        if arg == "--":
            continue
        if re.fullmatch(r"[-+]?\d+", str(arg)):
            try:
                name = profiles[int(arg)]
            except IndexError:
                raise ValueError(f"Invalid index (non-existing file): {arg}") from None
        elif os.path.isfile(arg):
            name = arg
        else:
            raise ValueError(f"Path {arg} is a directory" if os.path.isdir(arg) else f"File {arg} not found")
        if name not in names:
            names.append(name)
    for name in reversed(list(names)):
        stem, extension = os.path.splitext(name)
        stamps = stem + "_ts" + extension
        if os.path.isfile(stamps) and stamps not in names:
            names.append(stamps)
    return names


def get_profiles(args):
    """Files that `args.profiles` means by paths and numbers; the latest without any. Ends the program, and says so, when there is none."""
    profiles = _profiles()
    if not args.profiles:
        if not profiles:
            print("No input file found. \nThis program looks for mprofile_*.dat files, generated by the 'mprof run' command.")
            sys.exit(-1)
        print("Using last profile data.")
        return [profiles[-1]]
    names = []
    for arg in args.profiles:
        name = arg
        if not os.path.exists(arg):
            try:
                name = profiles[int(arg)]
            except (ValueError, IndexError):
                print("Input file not found: " + arg)
                continue
        if name not in names:
            names.append(name)
    if not names:
        print("No files found from given input.")
        sys.exit(-1)
    return names


def add_brackets(xloc, yloc, xshift=0, color="r", label=None, options=None):
    """Draws a bracket at the begin and one at the end of a call on matplotlib's present axes: `xloc` its two times less `xshift`, `yloc` the memory there.
    One outside the window `options.xlim` is left out."""
    from heapline import _plots

    _plots.add_brackets(xloc, yloc, xshift=xshift, color=color, label=label, options=options)


def plot_file(filename, index=0, timestamps=True, children=True, options=None):
    """Draws a profile on matplotlib's present axes, and gives back what `read_mprofile_file` has read, the memory at each call and return added to its readings.

    index: the file's place among those drawn, which gives its colour.
    timestamps: the calls of decorated functions as brackets, and lines through the highest point.
    children: the curves of child processes.
    options: `slope` (the trend, and its slope in the label), `xlim` (the window in seconds outside of which no brackets are drawn).
    """
    from heapline import _plots

    profile = _profile_to_draw(filename)
    figure = _plots.Figure(profile, index, getattr(options, "slope", None) is True, "+-")
    if children:
        figure.children()
    if timestamps:
        figure.brackets(function_labels(profile["func_timestamp"]), add_brackets, options)
        figure.highest()
    return profile


def flame_plotter(filename, index=0, timestamps=True, children=True, options=None):
    """As `plot_file`, the calls as rectangles, each at the level it was made at: the pointer shows their names, and a click on one widens it."""
    from heapline import _plots

    profile = _profile_to_draw(filename)
    figure = _plots.Figure(profile, index, False, "-")
    rectangles, calls = figure.rectangles()
    if children:
        figure.children()
    if timestamps:
        rectangles.draw(calls)
        figure.highest()
    return profile


def _profile_to_draw(filename):
    profile = read_mprofile_file(filename)
    if not profile["timestamp"]:
        print("** No memory usage values have been found in the profile file.**\nFile path: {0}\nFile may be empty or invalid.\n"
              "It can be deleted with \"mprof rm {0}\"".format(filename))
        sys.exit(0)
    return profile


if __name__ == "__main__":
    main()
