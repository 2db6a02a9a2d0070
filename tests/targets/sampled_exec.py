"""Code that is compiled, run and thrown away, again and again at the same addresses; each leaves one block of a size of its own."""

COUNT = 300

kept = []
for number in range(COUNT):
    source = "def made():\n" + "\n" * (number % 7) + "    return bytearray(%d)\nkept.append(made())\n" % (70_000 + number)
    exec(compile(source, "made-%d" % number, "exec"), {"kept": kept})
print(len(kept))
