"""What a module holds is given back when the interpreter ends."""

kept = [bytes(10_000) for _ in range(300)]  # kept
