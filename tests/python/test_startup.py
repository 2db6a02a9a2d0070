import glob
import os
import shutil
import subprocess
import sys
import unittest

from support import STARTUP, Folder, Session, environment, plain_environment, run, run_program

WHAT_IT_SEES = """
    import builtins, json, os, sys, threading, __main__
    json.dump({
        "argv": sys.argv, "path": sys.path, "flags": str(sys.flags), "warnoptions": sys.warnoptions, "name": __name__,
        "main": sorted(vars(__main__)), "sitecustomize": "sitecustomize" in sys.modules,
        "importers": sorted(sys.path_importer_cache), "threads": threading.active_count(),
        "builtins": sorted(set(vars(builtins)) - {"profile"}), "modules": sorted(sys.modules),
        "displayed": [str(f) for f in (sys.excepthook, sys.displayhook) if "sitecustomize" in str(f)],
    }, sys.stdout)
"""

OTHER_PYTHONS = [
    path for version in ("2.7", "3.6", "3.7")
    for path in glob.glob(os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python"))]


class WhatTheProgramSeesTests(unittest.TestCase):
    maxDiff = None

    def compare(self, *arguments, files, python=sys.executable, **more):
        """Runs a program with and without the hook; both must print the same. Its output."""
        import json
        with Folder() as folder, Session() as session:
            for name, text in files.items():
                folder.write(name, text)
            results = [
                run(*arguments, env=env, cwd=folder.path, python=python)
                for env in (plain_environment(**more), environment(session, **more))]
        plain, hooked = (json.loads(result.stdout) for result in results)
        self.assertEqual([results[0].stderr, results[1].stderr], ["", ""])
        # What the hook needs of built-in modules may be loaded; nothing of it is anything that a program could stumble over.
        self.assertLessEqual(set(hooked.pop("modules")) - set(plain.pop("modules")), {"_heapline", "atexit"})
        self.assertEqual(hooked, plain)
        return hooked

    def test_script(self):
        self.compare("script.py", "a", "--b", files={"script.py": WHAT_IT_SEES})

    def test_script_with_warnings_as_errors(self):
        self.compare("-W", "error", "script.py", files={"script.py": WHAT_IT_SEES})

    def test_script_without_bytecode(self):
        self.compare("-B", "script.py", files={"script.py": WHAT_IT_SEES})

    def test_script_optimised(self):
        self.compare("-OO", "script.py", files={"script.py": WHAT_IT_SEES})

    def test_module(self):
        self.compare("-m", "package.module", "x", files={"package/__init__.py": "", "package/module.py": WHAT_IT_SEES})

    def test_command(self):
        import textwrap
        self.compare("-c", textwrap.dedent(WHAT_IT_SEES), "x", files={})

    def test_path_of_the_user(self):
        self.compare("script.py", files={"script.py": WHAT_IT_SEES}, PYTHONPATH="/no/such/place:lib")

    def test_safe_path(self):
        self.compare("script.py", files={"script.py": WHAT_IT_SEES}, PYTHONSAFEPATH="1")

    def test_own_sitecustomize(self):
        seen = self.compare(
            "script.py", PYTHONPATH="lib", files={"script.py": WHAT_IT_SEES, "lib/sitecustomize.py": "import sys; sys.argv_of_site = 1"})
        self.assertTrue(seen["sitecustomize"])

    def test_virtual_environment(self):
        with Folder() as folder:
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder.path + "/venv"], check=True, env=plain_environment())
            self.compare("script.py", files={"script.py": WHAT_IT_SEES}, python=folder.path + "/venv/bin/python")

    def test_folder_of_the_hook_spelled_otherwise(self):
        with Folder(program="import sys; print(sys.path)") as folder, Session() as session:
            os.symlink(STARTUP, folder.path + "/link")
            for spelling in (STARTUP + "/", STARTUP + "/../startup", folder.path + "/link", STARTUP + ":" + folder.path + "/link"):
                with self.subTest(spelling):
                    result = run("program.py", env=dict(environment(session), PYTHONPATH=spelling), cwd=folder.path)
                    plain = run("program.py", env=plain_environment(), cwd=folder.path)
                    self.assertEqual((result.stdout, result.stderr), (plain.stdout, ""))

    def test_children_inherit_the_variable(self):
        result = run_program("""
            import os, subprocess, sys
            print(os.environ["PYTHONPATH"], flush=True)
            code = "import sys; print('_heapline' in sys.modules, [p for p in sys.path if 'startup' in p])"
            subprocess.run([sys.executable, "-c", code], check=True)
        """)
        self.assertEqual(result.stdout.replace("\n", "|"), STARTUP + "|True []|")

    def test_spawned_children(self):
        result = run_program("""
            import multiprocessing, sys

            def work(x):
                return x, [p for p in sys.path if "startup" in p], "_heapline" in sys.modules

            if __name__ == "__main__":
                context = multiprocessing.get_context("spawn")
                with context.Pool(1) as pool:
                    print(pool.map(work, [1]))
        """, "-W", "error")
        self.assertEqual((result.stdout, result.stderr), ("[(1, [], True)]\n", ""))


    def test_spawned_children_have_the_builtin(self):
        result = run_program("""
            import multiprocessing, sys

            @profile
            def work(x):
                with profile.timestamp("block"):
                    return x + 1

            if __name__ == "__main__":
                for method in "spawn", "forkserver":
                    with multiprocessing.get_context(method).Pool(1) as pool:
                        print(pool.map(work, [1, 2]), file=sys.stderr)
        """, "-W", "error")
        # A worker that comes to its own end before it is terminated prints its report.
        self.assertEqual(result.stderr, "[2, 3]\n[2, 3]\n")


class SitecustomizeOfTheUserTests(unittest.TestCase):
    def compare(self, sitecustomize, program="print('program')"):
        with Folder(program=program) as folder, Session() as session:
            folder.write("lib/sitecustomize.py", sitecustomize)
            more = {"PYTHONPATH": folder.path + "/lib"}
            results = [
                run("program.py", env=env, cwd=folder.path) for env in (plain_environment(**more), environment(session, **more))]
        plain, hooked = ((result.stdout, result.stderr, result.returncode) for result in results)
        self.assertEqual(hooked, plain)
        return hooked

    def test_it_runs_and_is_the_module_of_that_name(self):
        output, _, _ = self.compare(
            "print('mine', __file__.endswith('lib/sitecustomize.py'), __name__); x = 1",
            "import sys; print(sorted(vars(sys.modules['sitecustomize'])))")
        self.assertTrue(output.startswith("mine True sitecustomize\n"))

    def test_its_exception_is_told_as_ever(self):
        _, errors, _ = self.compare("raise ValueError('of the user')")
        self.assertIn("Error in sitecustomize", errors)

    def test_its_missing_import_is_told_as_ever(self):
        _, errors, _ = self.compare("import no_such_module")
        self.assertIn("no_such_module", errors)

    def test_it_may_end_the_program_before_it_begins(self):
        with Folder(program="print('program')") as folder, Session() as session:
            folder.write("lib/sitecustomize.py", "import sys; sys.exit('not today')")
            result = run("program.py", env=environment(session, PYTHONPATH=folder.path + "/lib"), cwd=folder.path)
        self.assertEqual((result.stdout, result.returncode), ("", 1))
        self.assertIn("not today", result.stderr)


class ModulesTests(unittest.TestCase):
    def test_memory_profiler_is_there_and_is_ours(self):
        result = run_program("import memory_profiler, heapline; print(memory_profiler.profile is heapline.profile, memory_profiler.__version__)")
        self.assertEqual((result.stdout, result.stderr), ("True 0.61.0\n", ""))

    def test_module_beside_the_script_comes_first(self):
        result = run_program("import memory_profiler; print(memory_profiler.mine)", memory_profiler="mine = 1")
        self.assertEqual((result.stdout, result.stderr), ("1\n", ""))

    def test_installed_original_gives_way(self):
        with Folder(program="import memory_profiler; print(memory_profiler.__file__)") as folder, Session() as session:
            folder.write("site-packages/memory_profiler.py", "original = 1")
            env = environment(session, PYTHONPATH=folder.path + "/site-packages")
            result = run("program.py", env=env, cwd=folder.path)
        self.assertTrue(result.stdout.endswith("/python/lib/memory_profiler/__init__.py\n"), result.stdout)

    def test_nothing_of_the_package_is_imported_that_the_program_does_not_use(self):
        result = run_program("""
            import sys
            from memory_profiler import profile
            print(sorted(name for name in sys.modules if name in ("multiprocessing", "IPython", "psutil", "pdb", "subprocess", "memory_profiler._usage")))
        """)
        self.assertEqual((result.stdout, result.stderr), ("[]\n", ""))

    def test_name_that_nobody_has_is_an_import_error(self):
        result = run_program("from memory_profiler import nonsense")
        self.assertRegex(result.stderr, "ImportError: cannot import name 'nonsense' from 'memory_profiler'")

    def test_mere_folder_of_that_name_gives_way(self):
        with Folder(program="import heapline; print(heapline.profile.__name__)") as folder, Session() as session:
            folder.write("heapline/notes.txt", "nothing")
            result = run("program.py", env=environment(session), cwd=folder.path)
        self.assertEqual(result.stdout, "profile\n")

    def test_builtin_costs_nothing_until_it_is_used(self):
        result = run_program("""
            import builtins, sys
            hasattr(builtins.profile, "__wrapped__"), repr(profile), bool(profile)
            print("heapline" in sys.modules, "memory_profiler" in sys.modules)
            @profile
            def f():
                return 1
            f()
            print("heapline" in sys.modules, type(profile).__name__)
        """)
        self.assertEqual(result.stdout.split("Filename")[0], "False False\nTrue SharedProfiler\n")

    def test_nothing_of_ours_is_imported_by_a_program_that_does_not_ask(self):
        result = run_program("import sys; print([name for name in sys.modules if 'heapline' in name or 'profil' in name])")
        self.assertEqual(result.stdout, "['_heapline']\n")


class WithoutSessionTests(unittest.TestCase):
    def test_child_that_outlives_the_run_is_silent(self):
        for more in ({}, {"HEAPLINE_SESSION": ""}, {"HEAPLINE_SESSION": "/dev/shm/no-such-session"}):
            with self.subTest(more), Folder(program="from memory_profiler import profile; print(profile.__name__)") as folder:
                result = run("program.py", env=dict(environment(), **more), cwd=folder.path)
                self.assertEqual((result.stdout, result.stderr, result.returncode), ("profile\n", "", 0))

    def test_session_that_cannot_be_joined_is_told_in_one_line(self):
        with Folder(program="print('runs')") as folder, Session() as session:
            with open(session.folder + "/session", "wb") as file:
                file.write(b"\0" * 4096)
            result = run("program.py", env=environment(session), cwd=folder.path)
        self.assertEqual(result.stdout, "runs\n")
        self.assertEqual(result.stderr, "mprof: this process is not recorded: the session is of another version of Heapline\n")

    def test_run_that_ends_while_a_process_joins_it_is_no_news(self):
        with Folder(program="print('runs')") as folder, Session() as session:
            os.unlink(session.folder + "/session")
            result = run("program.py", env=environment(session), cwd=folder.path)
        self.assertEqual((result.stdout, result.stderr), ("runs\n", ""))

    def test_missing_agent_is_told_in_one_line(self):
        with Folder(program="print('runs')") as folder, Session() as session:
            result = run("program.py", env=dict(environment(session), HEAPLINE_AGENT="/no/agent.so"), cwd=folder.path)
        self.assertEqual(result.stdout, "runs\n")
        self.assertRegex(result.stderr, r"\Amprof: this process is not recorded: .*_heapline.*\n\Z")

    def test_plain_python_with_the_package_on_its_path_reports_after_each_call(self):
        from support import AGENT, LIB
        text = "from memory_profiler import profile\n@profile\ndef f():\n    return 1\nf()\nprint('between')\nf()\n"
        with Folder(program=text) as folder:
            env = plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT)
            result = run("-W", "error", "program.py", env=env, cwd=folder.path)
            before, after = result.stdout.split("between\n")
        self.assertEqual((before.count("Filename: "), after.count("Filename: "), result.stderr), (1, 1, ""))

    def test_agent_is_found_beside_the_package(self):
        from support import AGENT, ROOT
        with Folder(program="from heapline._agent import agent; print(agent.__file__)") as folder:
            shutil.copytree(os.path.join(ROOT, "python", "lib"), folder.path + "/home/python/lib")
            os.symlink(AGENT, folder.path + "/home/_heapline.so")
            result = run("program.py", env=plain_environment(PYTHONPATH=folder.path + "/home/python/lib"), cwd=folder.path)
            self.assertEqual((result.stdout, result.stderr), (folder.path + "/home/_heapline.so\n", ""))

    def test_older_pythons_are_left_alone(self):
        for python in OTHER_PYTHONS:
            with self.subTest(python), Folder(program="import sys; print(sys.path[1:], len(sys.meta_path))") as folder, Session() as session:
                folder.write("lib/sitecustomize.py", "import sys; sys.stdout.write('user ')")
                lib = folder.path + "/lib"
                options = ["program.py"] if "2.7" in python else ["-W", "error", "program.py"]
                hooked = run(*options, env=environment(session, PYTHONPATH=lib), cwd=folder.path, python=python)
                plain = run(*options, env=plain_environment(PYTHONPATH=lib), cwd=folder.path, python=python)
                self.assertEqual((hooked.stdout, hooked.stderr), (plain.stdout, ""))
                self.assertTrue(hooked.stdout.startswith("user "))


if __name__ == "__main__":
    unittest.main()
