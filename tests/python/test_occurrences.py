import difflib
import dis
import io
import json
import json.decoder
import string
import textwrap
import tokenize
import types
import unittest

import reference
import shapes
from memory_profiler import LineProfiler


class OccurrencesTests(unittest.TestCase):
    """Occurrences are those of a tracer on this very Python: its own account of lines, with all its quirks."""

    def compare(self, func, run):
        expected = reference.occurrences(func, run)
        profiler = LineProfiler()
        profiler.add_function(func)
        with profiler:
            run()
        found = {line: figures[2] for line, figures in profiler.code_map[func.__code__].items()}
        self.assertEqual(found, expected)
        self.assertEqual(list(found), list(expected), "lines were met in another order")

    def test_every_shape_of_function_counts_as_under_settrace(self):
        for func, run in shapes.SHAPES:
            with self.subTest(func.__name__):
                self.compare(func, run)

    def test_functions_of_the_standard_library_count_as_under_settrace(self):
        text = "def f(a, b=1, *c, d, **e):\n    # note\n    return [a for a in (1, 2.5, 'x') if a]\n" * 3
        works = {
            textwrap: lambda: (textwrap.wrap(text, 20), textwrap.dedent(text)),
            difflib: lambda: list(difflib.unified_diff(text.split(), text[7:].split())),
            tokenize: lambda: list(tokenize.generate_tokens(io.StringIO(text).readline)),
            dis: lambda: dis.dis(compile(text, "text", "exec"), file=io.StringIO()),
            json.decoder: lambda: json.JSONDecoder(object_hook=dict).decode(json.dumps({"a": [1, {"b": None}]}, indent=1)),
            string: lambda: (string.Template("$a ${b}").substitute(a=1, b=2), string.Formatter().format("{0} {x!r:>{w}}", 1, x=2, w=3)),
        }
        for module, run in works.items():
            run()  # caches fill
            for func in functions_of(module):
                with self.subTest(f"{module.__name__}.{func.__qualname__}"):
                    self.compare(func, run)


def functions_of(module):
    """The functions of a module and of the classes in it."""
    for member in list(vars(module).values()):
        if isinstance(member, types.FunctionType) and member.__module__ == module.__name__:
            yield member
        elif isinstance(member, type) and member.__module__ == module.__name__:
            for method in list(vars(member).values()):
                if isinstance(method, types.FunctionType):
                    yield method


if __name__ == "__main__":
    unittest.main()
