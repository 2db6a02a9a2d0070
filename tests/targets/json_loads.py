"""Ten thousand strings of a thousand characters, made by json's C scanner."""
import json


def load(text):
    return json.loads(text)  # loads


text = json.dumps(["x" * 1_000] * 10_000)
kept = load(text)
