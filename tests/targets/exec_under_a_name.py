"""Code compiled under a made-up file name keeps that name."""

source = "\n\nblock = bytes(4_000_000 + len('x'))\n"
exec(compile(source, "generated code", "exec"))  # exec
