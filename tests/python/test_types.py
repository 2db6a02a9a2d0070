"""What a type checker makes of the two packages (mypy of Debian, under the system's Python alone: what it says does not depend on who runs it)."""

import inspect
import os
import re
import shutil
import subprocess
import unittest

import memory_profiler
from support import LIB, is_debian_python

TYPED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "typed")


def check(program, *options):
    """What mypy says of a program in the folder."""
    return subprocess.run(
        ["mypy", "--strict", "--no-incremental", "--cache-dir=/dev/null", *options, program], cwd=TYPED, env=dict(os.environ, MYPYPATH=LIB),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)


@unittest.skipUnless(is_debian_python() and shutil.which("mypy"), "mypy is Debian's")
class CheckerTests(unittest.TestCase):
    maxDiff = None

    def test_a_typed_program_passes_a_strict_checker(self):
        for version in "3.8", "3.11":
            result = check("user.py", "--python-version", version)
            self.assertEqual((result.returncode, result.stdout), (0, "Success: no issues found in 1 source file\n"))

    def test_each_mistake_is_found(self):
        found = re.findall(r"^mistaken\.py:(\d+): error: .*\[(.*)\]$", check("mistaken.py").stdout, re.MULTILINE)
        self.assertEqual(found, [("12", "arg-type"), ("13", "arg-type"), ("14", "arg-type"), ("15", "union-attr"), ("16", "attr-defined")])


class DropInStubTests(unittest.TestCase):
    def test_the_stub_of_memory_profiler_declares_its_names_with_their_parameters(self):
        import ast

        with open(os.path.join(LIB, "memory_profiler", "__init__.pyi"), encoding="utf-8") as file:
            text = file.read()
        exec(compile(text, "stub", "exec"), {})
        nodes = {node.name: node for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        names = {name for name in dir(memory_profiler) if not name.startswith("_")} - {"has_tracemalloc"}
        self.assertEqual(set(nodes), names)
        for name, node in nodes.items():
            functions = [(getattr(memory_profiler, name), node)] if isinstance(node, ast.FunctionDef) else [
                (getattr(getattr(memory_profiler, name), member.name), member) for member in node.body
                if isinstance(member, ast.FunctionDef) and member.name not in ("__enter__", "__exit__")]
            for function, declared in functions:
                arguments = declared.args
                told = [argument.arg for argument in arguments.args + [each for each in (arguments.vararg, arguments.kwarg) if each]]
                self.assertEqual(list(inspect.signature(function).parameters), told, f"{name}.{declared.name}")


if __name__ == "__main__":
    unittest.main()
