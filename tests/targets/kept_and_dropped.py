"""A thousand blocks that stay and five hundred that go, each on a line of its own."""
kept = []
for number in range(1000):
    kept.append(bytes(5_000))  # kept
for number in range(500):
    bytes(3_000)  # dropped
print(len(kept))
