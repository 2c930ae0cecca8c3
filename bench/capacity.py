"""What one question costs a server in processor time: `python -m bench.capacity`, for docs/capacity.md.

Processor time is what adds up over machines; the time on the clock depends on who else is there. One server with its
audit on answers clients that never pause; processor seconds are those of the server's process.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

import httpx

from bench.questions import questions
from bench.serving import serving


async def asked(home: str, clients: int, seconds: float) -> int:
    """Return how many answers so many clients got."""
    until = time.monotonic() + seconds
    texts = (*questions().before, *questions().measured)

    async def one(number: int) -> int:
        done = 0
        async with httpx.AsyncClient(base_url=home, timeout=60, trust_env=False) as client:
            while time.monotonic() < until:
                body = {"question": texts[(number * 37 + done) % len(texts)]}
                done += (await client.post("/api/v1/ask", json=body)).status_code == 200
        return done

    return sum(await asyncio.gather(*(one(number) for number in range(clients))))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.capacity", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    with serving() as (home, process):
        asyncio.run(asked(home, 4, given.seconds))  # what is read for the first time is not what is measured
        print("| clients | answers a second | processor ms an answer | memory |\n| --- | --- | --- | --- |")
        for clients in (1, 4, 16):
            before, start = process.cpu_times(), time.monotonic()
            count = asyncio.run(asked(home, clients, given.seconds))
            wall, after = time.monotonic() - start, process.cpu_times()
            spent = after.user + after.system - before.user - before.system
            memory = process.memory_info().rss / 2**20
            print(f"| {clients} | {count / wall:.0f} | {1e3 * spent / count:.1f} | {memory:.0f} MiB |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
