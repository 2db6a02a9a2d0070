"""opendir of the C library takes a buffer of 32 KiB from its own malloc and gives it back."""
import os


def look():
    with os.scandir("/") as entries:  # opendir
        return sum(1 for _ in entries)


print(look() > 0)
