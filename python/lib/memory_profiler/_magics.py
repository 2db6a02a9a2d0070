"""IPython's magics `%mprun` and `%memit`."""

import builtins
import contextlib
import gc
import io

from heapline._lines import LineProfiler, show_results
from memory_profiler._memit import MemitResult, _func_exec
from memory_profiler._usage import memory_usage

try:
    from IPython.core.magic import Magics, line_cell_magic, magics_class
except ImportError:
    Magics = object

    def line_cell_magic(func):
        return func

    def magics_class(cls):
        return cls


@magics_class
class MemoryProfilerMagics(Magics):
    """`%mprun` and `%memit`, on a line and on a cell."""

    @line_cell_magic
    def mprun(self, parameter_s="", cell=None):
        """Run a statement and show the memory of functions line by line.

        %mprun -f FUNCTION [-f FUNCTION] [-T FILE] [-r] [-c] STATEMENT

        %%mprun -f FUNCTION [...] [STATEMENT]
        MORE STATEMENTS

        -f FUNCTION  a function to profile: any expression without spaces that gives one; functions of the notebook, too
        -T FILE      write the report to a file as well
        -r           give back the LineProfiler
        -c           add the memory of child processes
        """
        from IPython.core.error import UsageError
        from IPython.core.page import page

        escaped = parameter_s.replace('"', r"\"").replace("'", r"\'")
        options, statement = self.parse_options(escaped, "rf:T:c", list_all=True)
        global_names, local_names = self.shell.user_global_ns, self.shell.user_ns
        if cell is not None:
            statement += "\n" + cell
        profiler = LineProfiler(include_children="c" in options)
        for name in options.get("f", []):
            try:
                function = eval(name, global_names, local_names)
            except Exception as error:
                raise UsageError(f"Could not find function {name!r}.\n{type(error).__name__}: {error}")
            profiler(function)
        message = ""
        with _builtin_profile(profiler):
            try:
                profiler.runctx(statement, global_names, local_names)
            except SystemExit:
                message = "*** SystemExit exception caught in code being profiled."
            except KeyboardInterrupt:
                message = "*** KeyboardInterrupt exception caught in code being profiled."
        text = io.StringIO()
        show_results(profiler, text)
        report = text.getvalue().rstrip()
        page(report)
        print(message)
        for path in filter(None, options.get("T", [])[:1]):
            with open(path, "w", encoding="utf-8") as file:
                file.write(report)
            print(f"\n*** Profile printout saved to text file {path}. {message}")
        return profiler if "r" in options else None

    @line_cell_magic
    def memit(self, line="", cell=None):
        """Measure the highest memory while a statement runs, and how much more that is than before.

        %memit [-rR] [-tT] [-iI] [-c] [-o] [-q] STATEMENT

        %%memit [-rR] [-tT] [-iI] [-c] [-o] [-q] SETUP
        STATEMENTS

        In a cell, the statement on the first line is executed before, and not measured.

        -rR  run it R times and take the best; 1 by default
        -tT  end it after T seconds
        -iI  read memory every I seconds; 0.1 by default
        -c   add the memory of child processes
        -o   give back the result
        -q   print nothing
        """
        options, statement = self.parse_options(line, "r:t:i:coq", posix=False, strict=False)
        setup = "pass"
        if cell is not None:
            setup, statement = statement or "pass", cell
        repeat = max(1, int(options.get("r", 1)))
        timeout = float(options.get("t", 0))
        timeout = timeout if timeout > 0 else None
        interval = float(options.get("i", 0.1))
        include_children = "c" in options
        gc.collect()
        _func_exec(setup, self.shell.user_ns)
        baseline = memory_usage(include_children=include_children)[0]
        readings = [
            memory_usage(
                (_func_exec, (statement, self.shell.user_ns)), timeout=timeout, interval=interval, max_usage=True, max_iterations=1,
                include_children=include_children)
            for _ in range(repeat)]
        result = MemitResult(readings, baseline, repeat, timeout, interval, include_children)
        if "q" not in options:
            print(result)
        return result if "o" in options else None

    @classmethod
    def register_magics(cls, ip):
        """Makes the magics known to an IPython shell."""
        ip.register_magics(cls)


def load_ipython_extension(ip):
    """`%load_ext memory_profiler`"""
    MemoryProfilerMagics.register_magics(ip)


@contextlib.contextmanager
def _builtin_profile(profiler):
    """`profile` is this profiler meanwhile."""
    names = vars(builtins)
    missing = object()
    earlier = names.get("profile", missing)
    names["profile"] = profiler
    try:
        yield
    finally:
        if earlier is missing:
            names.pop("profile", None)
        else:
            names["profile"] = earlier
