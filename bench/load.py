"""Many visitors at one server: `python -m bench.load`.

Starts `litotes serve` on the loopback interface and asks it: first one visitor, then many at once, each of whom reads
the stream of an answer and asks the next question. Reports how long an answer takes as a ratio to one visitor's, how
many were refused (429 is the only refusal that may occur), and how much memory the server took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field

import httpx
import psutil

from bench.serving import serving

QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
    "What side effects of dupilumab were reported?",
    "Does upadacitinib work for eczema?",
    "Should I stop taking Rinvoq?",
)


@dataclass
class Seen:
    """What the visitors met."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    unfinished: int = 0

    def quantile(self, share: float) -> float:
        return statistics.quantiles(self.seconds, n=100)[round(share * 100) - 1]


async def visit(client: httpx.AsyncClient, number: int, questions: int, seen: Seen) -> None:
    """Ask one question after the other; where the server says to come back later, do."""
    for turn in range(questions):
        body = {"question": QUESTIONS[(number + turn) % len(QUESTIONS)], "session": f"visitor-{number:06d}"}
        for _attempt in range(40):
            began = time.monotonic()
            async with client.stream("POST", "/api/v1/chat", json=body) as response:
                text = (await response.aread()).decode()
            seen.statuses[response.status_code] = seen.statuses.get(response.status_code, 0) + 1
            if response.status_code == 429:
                await asyncio.sleep(float(response.headers["retry-after"]))
                continue
            seen.seconds.append(time.monotonic() - began)
            seen.unfinished += "event: done" not in text
            break
        else:
            seen.unfinished += 1


async def load(home: str, visitors: int, questions: int) -> Seen:
    seen = Seen()
    limits = httpx.Limits(max_connections=visitors)
    async with httpx.AsyncClient(base_url=home, timeout=120, limits=limits, trust_env=False) as client:
        await asyncio.gather(*(visit(client, number, questions, seen) for number in range(visitors)))
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=200, choices=range(1, 1_001), metavar="1–1000")
    parser.add_argument("--questions", type=int, default=3, choices=range(1, 51), metavar="1–50")
    given = parser.parse_args()
    with serving(LITOTES_VISITOR_PER_MINUTE="1000") as (home, process):
        report = measured(home, process, given.visitors, given.questions)
    print(json.dumps(report, indent=1))
    return 0 if report["only_429"] and not report["unfinished"] else 1


def measured(home: str, process: psutil.Process, visitors: int, questions: int) -> dict[str, object]:
    """Return one visitor's times, the crowd's as ratios to them, and the memory of the server's process."""
    asyncio.run(load(home, 1, len(QUESTIONS)))  # what is read for the first time is not what is measured
    one = asyncio.run(load(home, 1, 30))
    rss = [process.memory_info().rss]
    crowd = Seen()
    for _ in range(2):  # memory that grows with every crowd would show in the second
        crowd = asyncio.run(load(home, visitors, questions))
        rss.append(process.memory_info().rss)
    return {
        "visitors": visitors,
        "answers": len(crowd.seconds),
        "statuses": {str(status): count for status, count in sorted(crowd.statuses.items())},
        "only_429": set(crowd.statuses) <= {200, 429},
        "unfinished": crowd.unfinished,
        "one_visitor_s": {"p50": round(one.quantile(0.5), 4), "p95": round(one.quantile(0.95), 4)},
        "ratio_to_one": {
            "p50": round(crowd.quantile(0.5) / one.quantile(0.5), 1),
            "p95": round(crowd.quantile(0.95) / one.quantile(0.95), 1),
        },
        "memory_mb": {
            name: round(each / 2**20)
            for name, each in zip(("before", "after one crowd", "after two"), rss, strict=True)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
