"""A decorated function under the debugger: both want to see each line. All tool ids may be taken besides."""
import io
import pdb
import sys

if "taken" in sys.argv and hasattr(sys, "monitoring"):
    for number in range(6):
        sys.monitoring.use_tool_id(number, "somebody else's")


@profile
def grow():
    kept = bytes(3_000_000)
    more = bytes(4_000_000)
    return kept, more


out = io.StringIO()
debugger = pdb.Pdb(stdin=io.StringIO("step\nstep\nnext\nnext\ncontinue\n"), stdout=out, nosigint=True)
result = debugger.runcall(grow)
print([len(each) for each in result], "(Pdb)" in out.getvalue())
