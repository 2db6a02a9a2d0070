"""Builds an index of words from documents, and forgets to let go of what it only needed for a moment."""
import json
import zlib


class Index:
    def __init__(self):
        self.words = {}
        self.cache = []

    def add(self, document):
        for word in document["text"].split():
            self.words.setdefault(word, []).append(document["id"])

    def load(self, batch):
        for document in json.loads(batch):
            self.add(document)
            self.cache.append(zlib.compress(document["text"].encode()))


def make_batch(number, size=4_000):
    return json.dumps([
        {"id": number * size + i, "text": " ".join(f"w{i * j % 997}" for j in range(50))}
        for i in range(size)
    ])


def main():
    index = Index()
    for number in range(4):
        index.load(make_batch(number))
    print(len(index.words), "words")
    return index


if __name__ == "__main__":
    kept = main()
