"""Prints what this interpreter itself says about the lines of a corpus.

One line for each code object: co_firstlineno, the line table in hex, then PyCode_Addr2Line of the offsets -1, 0, 2, 4, ... to the end,
then "|", then the same from co_lines() (3.10 on) for the offsets from 0. -1 and "None" (written as 0) mean no line.
"""
import ctypes
import importlib.util
import os
import sys
import types

MODULES = ["argparse", "ast", "asyncio.base_events", "dataclasses", "difflib", "functools", "inspect", "_pydecimal", "tarfile", "typing"]

address_to_line = ctypes.pythonapi.PyCode_Addr2Line
address_to_line.argtypes = [ctypes.py_object, ctypes.c_int]
address_to_line.restype = ctypes.c_int


def generated_sources():
    # Steps that do not fit in one byte: lines ahead, lines back, bytecode ahead, and all of them within one expression.
    for gap in (126, 127, 128, 129, 254, 255, 256, 300, 1000, 70000):
        blank = "\n" * gap
        yield "a = 1" + blank + "b = 2" + blank + "def f():" + blank + "  return a\n"
        yield "f(" + blank + "1,\n" + blank + "g(2))\nh(3)\n"
        yield "while a:" + blank + "  if b: continue" + blank + "  with c: d()\n"
    for length in (10, 31, 32, 50, 63, 64, 65, 100, 150):
        yield "x = [" + ", ".join("f(%d)" % i for i in range(length)) + "]\ny = 2\n"
        yield "try:\n  pass\nfinally:\n\n  x = " + " + ".join("a%d" % i for i in range(length)) + "\n\n\nz()"


def sources():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tricky.py")) as file:
        yield file.read()
    yield from generated_sources()
    for name in MODULES:
        with open(importlib.util.find_spec(name).origin, encoding="utf-8") as file:
            yield file.read()


def code_objects(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from code_objects(constant)


def lines_from_ranges(code, length):
    lines = [0] * (length // 2)
    for start, end, line in code.co_lines():
        for offset in range(start, end, 2):
            lines[offset // 2] = line or 0
    return lines


def main():
    for source in sources():
        for optimize in (0, 2):
            for code in code_objects(compile(source, "corpus", "exec", dont_inherit=True, optimize=optimize)):
                length = len(code.co_code)
                table = code.co_linetable if hasattr(code, "co_lines") else code.co_lnotab
                lines = [address_to_line(code, offset) for offset in range(0, length, 2)]
                row = [code.co_firstlineno, table.hex() or "-", address_to_line(code, -1)] + lines
                if hasattr(code, "co_lines"):
                    row.append("|")
                    row.extend(lines_from_ranges(code, length))
                sys.stdout.write(" ".join(map(str, row)) + "\n")


main()
