"""Two coroutines take turns: each block belongs to the one that was running."""
import asyncio


async def left():
    for _ in range(10):
        kept.append(bytes(10_000))  # left
        await asyncio.sleep(0)


async def right():
    for _ in range(20):
        kept.append(bytes(20_000))  # right
        await asyncio.sleep(0)


async def both():
    await asyncio.gather(left(), right())


kept = []
asyncio.run(both())
