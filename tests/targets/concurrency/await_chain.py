"""Two tasks wait in between, and ask for blocks three awaits deep."""
import asyncio

kept = []


async def outer(size):
    for count in range(30):
        await middle(size)


async def middle(size):
    await asyncio.sleep(0)
    await inner(size)


async def inner(size):
    await asyncio.sleep(0)
    kept.append(bytes(size))  # blocks


async def main():
    await asyncio.gather(outer(11_000), outer(12_000))


asyncio.run(main())
print(len(kept))
