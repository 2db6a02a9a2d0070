"""The types that editors and checkers are told, against what is there."""

import ast
import inspect
import os
import unittest

import heapline

STUB = os.path.join(os.path.dirname(heapline.__file__), "__init__.pyi")


def public(tree):
    """The names that a stub declares, with their nodes; overloads by the last."""
    found = {}
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
    return {name: node for name, node in found.items() if not name.startswith("_") or name == "__version__"}


def parameters(node):
    return [argument.arg for argument in node.args.args + node.args.kwonlyargs]


class StubTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(STUB, encoding="utf-8") as file:
            text = file.read()
        # Compiled and run by each Python that is supported: a type that one of them does not know would fail here.
        cls.names = {}
        exec(compile(text, STUB, "exec"), cls.names)
        cls.declared = public(ast.parse(text))

    def test_the_stub_declares_what_the_module_offers(self):
        self.assertEqual(sorted(self.declared), sorted(heapline.__all__ + ["__version__"]))
        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(STUB), "py.typed")))

    def test_functions_take_the_parameters_that_the_stub_declares(self):
        for name in ("current", "mark", "profile", "reset_peak"):
            taken = inspect.signature(getattr(heapline, name)).parameters
            self.assertEqual(list(taken), parameters(self.declared[name]), name)

    def test_classes_have_the_members_that_the_stub_declares_with_the_same_parameters(self):
        for name in ("Tracker", "span"):
            actual = getattr(heapline, name)
            methods = [node for node in self.declared[name].body if isinstance(node, ast.FunctionDef)]
            self.assertEqual(
                {node.name for node in methods if not node.name.startswith("_")},
                {member for member in vars(actual) if not member.startswith("_") and not inspect.ismemberdescriptor(getattr(actual, member))})
            for node in methods:
                if not node.decorator_list and node.name != "__exit__":
                    taken = inspect.signature(getattr(actual, node.name)).parameters
                    self.assertEqual(list(taken), parameters(node), f"{name}.{node.name}")

    def test_attributes_of_an_object_are_those_of_the_stub(self):
        for it in (heapline.Tracker("never.mprofile"), heapline.span("never")):
            for node in self.declared[type(it).__name__].body:
                if isinstance(node, ast.AnnAssign):
                    self.assertTrue(hasattr(it, node.target.id), node.target.id)

    def test_what_current_returns_has_the_fields_of_the_stub(self):
        fields = [node.target.id for node in self.declared["Current"].body]
        self.assertEqual(list(heapline.Current._fields), fields)


if __name__ == "__main__":
    unittest.main()
