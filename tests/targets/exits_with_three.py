"""sys.exit(3) after output on both streams."""
import sys

print("to stdout")
print("to stderr", file=sys.stderr)
sys.exit(3)
