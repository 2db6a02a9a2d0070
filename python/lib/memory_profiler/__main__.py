"""`python -m memory_profiler`: a script or module with its decorated functions profiled, and the report when it ends."""

import sys
from argparse import REMAINDER, ArgumentParser
from bdb import BdbQuit

from memory_profiler import __version__

_BACKENDS = ["tracemalloc", "psutil", "psutil_pss", "psutil_uss", "posix"]


def _parser():
    parser = ArgumentParser(usage="python -m memory_profiler script_file.py")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--pdb-mmem", dest="max_mem", metavar="MAXMEM", type=float, help="step into the debugger when memory exceeds MAXMEM, in MiB")
    parser.add_argument("--precision", type=int, default=3, help="number of decimals of memory, 3 by default")
    parser.add_argument("-o", dest="out_filename", metavar="FILE", help="append the results to this file")
    parser.add_argument("--timestamp", action="store_true", help="note begin and end of decorated functions instead of their lines")
    parser.add_argument("--include-children", action="store_true", help="add the memory of child processes")
    parser.add_argument("--backend", choices=_BACKENDS, default="psutil", help="what is measured, psutil (resident memory) by default")
    parser.add_argument("program", nargs=REMAINDER, help="Python script or module to run, and its arguments")
    return parser


def main(argv=None):
    """Runs the program that the command line names."""
    args = _parser().parse_args(argv)
    if not args.program:
        print("A program to run must be provided. Use -h for help")
        sys.exit(1)
    if args.precision < 0:
        sys.exit(f"--precision must be 0 or more, not {args.precision}")

    from heapline._lines import LineProfiler, show_results
    from memory_profiler._run import _find_script, exec_with_profiler, run_module_with_profiler
    from memory_profiler._timestamps import TimeStamper

    target, script_args = args.program[0], args.program[1:]
    if args.timestamp:
        prof = TimeStamper(args.backend, include_children=args.include_children)
    else:
        prof = LineProfiler(max_mem=args.max_mem, backend=args.backend, include_children=args.include_children)
    script = _find_script(target) if target.endswith(".py") else None
    try:
        if script is not None:
            exec_with_profiler(script, prof, args.backend, script_args)
        else:
            run_module_with_profiler(target, prof, args.backend, script_args)
    except BdbQuit:
        # The user has left the debugger that --pdb-mmem has brought.
        sys.exit(1)
    finally:
        _write(lambda stream: prof.show_results(stream=stream) if args.timestamp else show_results(prof, precision=args.precision, stream=stream), args.out_filename)


def _write(show, path):
    if path is None:
        show(sys.stdout)
        return
    try:
        with open(path, "a", encoding="utf-8") as stream:
            show(stream)
    except OSError as error:
        sys.exit(f"the results cannot be written to {path}: {error.strerror}")


if __name__ == "__main__":
    main()
