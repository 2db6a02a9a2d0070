"""A cache that only grows: strings, tuples and small lists by key."""


class Cache:
    def __init__(self):
        self.entries = {}

    def get(self, key):
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = (str(key) * 3, [key, key * 2], {key % 13})
        return entry


cache = Cache()
total = 0
for number in range(900_000):
    total += len(cache.get(number * 7919 % 300_000)[0])
print(total, len(cache.entries))
