"""A __del__ that allocates, run by the free of another block."""


class Last:
    def __del__(self):
        kept.append(bytes(1_000_000))  # blocks


kept = []
for _ in range(5):
    Last()
