"""Small objects in a hurry: lists, dicts and strings that hardly outlive their line."""


def step(number):
    name = "item-%d" % number
    fields = {"name": name, "pair": [number, number + 1], "text": name.upper() + name}
    words = fields["text"].split("-")
    return len(words) + sum(value for value in fields["pair"])


total = 0
for round_number in range(5):
    recent = []
    for number in range(200_000):
        total += step(number)
        recent.append([number, str(number)])
        if len(recent) > 1_000:
            recent.clear()
print(total)
