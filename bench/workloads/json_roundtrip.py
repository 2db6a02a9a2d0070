"""A document of nested records, dumped and loaded again and again."""
import json

document = [
    {"id": number, "name": "record %d" % number, "scores": [number / 7, number / 11, number], "tags": {"even": number % 2 == 0, "group": number % 17}}
    for number in range(5_000)
]
total = 0
for _ in range(100):
    text = json.dumps(document)
    total += len(text) + len(json.loads(text))
print(total)
