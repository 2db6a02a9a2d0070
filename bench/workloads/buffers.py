"""Buffers of 1 to 20 MB: filled, copied, sliced and given back."""

MEGABYTE = 1_000_000
held = []
total = 0
for number in range(240):
    buffer = bytearray(b"x") * ((number % 20 + 1) * MEGABYTE)
    copy = bytes(buffer)
    total += len(copy[MEGABYTE // 2:])
    held.append(buffer)
    if len(held) > 5:
        held.pop(0)
print(total)
