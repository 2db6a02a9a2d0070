"""What a module holds when the program ends, and what an exit handler adds: the interpreter frees both, but that is not the program's doing."""
import atexit

kept = [bytes(10_000) for _ in range(300)]  # kept


def late():
    kept.append(bytes(2_000_000))  # late


atexit.register(late)
