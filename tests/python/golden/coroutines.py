import asyncio


@profile
async def wait(n):
    total = 0
    for i in range(n):
        await asyncio.sleep(0)
        total += i
    async for j in ticks(2):
        total += j
    return total


@profile
async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def main():
    await asyncio.gather(wait(2), wait(3))

asyncio.run(main())
