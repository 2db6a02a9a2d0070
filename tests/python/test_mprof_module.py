import contextlib
import io
import os
import subprocess
import sys
import types
import unittest

import mprof
from support import LIB, Folder, plain_environment

PROFILE = """\
FUNC __main__.f 24.2266 1795324189.9683 24.2266 1795324190.5341 1
FUNC __main__.g 20.0000 1795324189.0000 21.0000 1795324191.0000
CMDLINE /usr/bin/python3.11 mp1.py
MEM 23.109375 1795324189.9218
MEM 30.500000 1795324190.1000
CHLD 11191 38.140625 1795324192.6486
HPLN something new
"""


class MprofModuleTests(unittest.TestCase):
    def test_profile_is_read(self):
        with Folder() as folder:
            read = mprof.read_mprofile_file(folder.write("mprofile_20261122010203.dat", PROFILE))
            blank = folder.write("blank.dat", "CMDLINE x\n\n")
            self.assertRaisesRegex(ValueError, "too short", mprof.read_mprofile_file, blank)
        self.assertEqual(read["mem_usage"], [23.109375, 30.5])
        self.assertEqual(read["timestamp"], [1795324189.9218, 1795324190.1])
        self.assertEqual(read["func_timestamp"]["__main__.f"], [[1795324189.9683, 1795324190.5341, 24.2266, 24.2266, 1]])
        self.assertEqual(read["func_timestamp"]["__main__.g"], [[1795324189.0, 1795324191.0, 20.0, 21.0]])
        self.assertEqual(read["children"], {"11191": [(38.140625, 1795324192.6486)]})
        self.assertEqual(read["cmd_line"], "/usr/bin/python3.11 mp1.py\n")
        self.assertEqual(mprof.filter_mprofile_mem_usage_by_function(read, "__main__.f"), [30.5])
        self.assertEqual(mprof.filter_mprofile_mem_usage_by_function(read, None), [23.109375, 30.5])
        self.assertRaises(ValueError, mprof.filter_mprofile_mem_usage_by_function, read, "x")

    def test_labels_are_the_shortest_endings_that_tell_names_apart(self):
        self.assertEqual(mprof.function_labels(["mod.fun"]), {"mod.fun": "fun"})
        self.assertEqual(mprof.function_labels(["a.fun", "b.fun", "b.other"]), {"a.fun": "a.fun", "b.fun": "b.fun", "b.other": "other"})
        self.assertEqual(mprof.function_labels(["m.a.f", "n.a.f", "n.b.f"]), {"m.a.f": "m.a.f", "n.a.f": "n.a.f", "n.b.f": "b.f"})

    def test_command_lines_quote_blanks(self):
        self.assertEqual(mprof.get_cmd_line(["a", "b c", "d\te"]), "a 'b c' 'd\te'")

    def test_profiles_by_number_and_name(self):
        with Folder() as folder:
            for name in ("mprofile_20260101000000.dat", "mprofile_20260102000000.dat", "mprofile_20260102000000_ts.dat", "other.dat"):
                folder.write(name, "")
            before = os.getcwd()
            os.chdir(folder.path)
            try:
                latest = ["mprofile_20260102000000.dat", "mprofile_20260102000000_ts.dat"]
                self.assertEqual(mprof.get_profile_filenames(["--", "-1", "1"]), latest)
                self.assertEqual(mprof.get_profile_filenames("all"), ["mprofile_20260101000000.dat"] + latest)
                self.assertEqual(mprof.get_profile_filenames(["other.dat"]), ["other.dat"])
                for wrong in ("7", "missing", "."):
                    self.assertRaises(ValueError, mprof.get_profile_filenames, [wrong])
                with contextlib.redirect_stdout(io.StringIO()) as said:
                    self.assertEqual(mprof.get_profiles(types.SimpleNamespace(profiles=[])), latest[:1])
                    self.assertEqual(mprof.get_profiles(types.SimpleNamespace(profiles=["0", "missing"])), ["mprofile_20260101000000.dat"])
                self.assertEqual(said.getvalue(), "Using last profile data.\nInput file not found: missing\n")
            finally:
                os.chdir(before)

    def test_actions_go_to_the_program_with_their_arguments_and_exit_code(self):
        with Folder() as folder:
            os.chmod(folder.write("mprof", '#!/bin/sh\necho "$@"\nexit 5\n'), 0o755)
            env = plain_environment(PYTHONPATH=LIB, HEAPLINE_HOME=folder.path)
            for statement, said in (("main()", "peak -1\n"), ("list_action()", "list peak -1\n")):
                result = subprocess.run(
                    [sys.executable, "-c", "import mprof; mprof." + statement, "peak", "-1"], env=env, stdout=subprocess.PIPE, universal_newlines=True)
                self.assertEqual((result.returncode, result.stdout), (5, said))
            missing = subprocess.run(
                [sys.executable, "-m", "mprof", "list"], env=dict(env, HEAPLINE_HOME="/nowhere"), stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((missing.returncode, missing.stderr), (127, "mprof: Heapline's program is missing: there is no /nowhere/mprof\n"))


if __name__ == "__main__":
    unittest.main()
