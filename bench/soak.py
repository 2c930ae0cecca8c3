"""Mixed traffic for a long while: `python -m bench.soak --minutes 60`.

One server with its audit on; visitors ask, stream, send what is no question, report answers and load the widget. With
`--edits`, an article of the corpus is changed every minute, so that the index is built and swapped under load.
Memory, open files, threads and latency are sampled; the last third of the run is held against the second, the first
being warm-up. Exit status 1 if a file was leaked, an answer was cut off, or memory or latency grew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.questions import questions
from bench.serving import serving

_SAMPLE_S = 2.0
_EDIT_S = 60.0
_MOST_GROWTH = 1.05  # of memory, last third against the second; noise of the allocator
_MOST_SLOWER = 1.5  # of the median latency; the machine is shared
_MOST_FILES = 4  # open files more: a connection or two of the moment


@dataclass(frozen=True)
class Sample:
    """The server at one moment."""

    at_s: float
    rss_mib: float
    files: int
    threads: int


@dataclass
class Soak:
    """What was seen; `asked` has (seconds since the start, seconds taken)."""

    samples: list[Sample] = field(default_factory=list)
    asked: list[tuple[float, float]] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    edits: int = 0


async def visitor(home: str, number: int, soak: Soak, start: float, until: float) -> None:
    """Do what visitors do, one thing after the other."""
    chance = random.Random(number)
    asked = (*questions().before, *questions().measured)
    async with httpx.AsyncClient(base_url=home, timeout=60, trust_env=False) as client:
        while time.monotonic() < until:
            began = time.monotonic()
            body = {"question": chance.choice(asked), "session": f"visitor-{number:06d}"}
            kind = chance.choices(["ask", "chat", "urgent", "odd", "widget", "report"], weights=[50, 25, 5, 8, 6, 6])[0]
            try:
                met = await _one(client, kind, body)
            except httpx.HTTPError as error:
                met = type(error).__name__
            soak.met[f"{kind}: {met}"] += 1
            if kind == "ask":
                soak.asked.append((began - start, time.monotonic() - began))
            await asyncio.sleep(chance.uniform(0, 0.4))


async def _one(client: httpx.AsyncClient, kind: str, body: dict[str, str]) -> str:
    if kind == "chat":
        async with client.stream("POST", "/api/v1/chat", json=body) as response:
            text = (await response.aread()).decode()
        whole = response.status_code != 200 or "event: done" in text or "event: error" in text  # a refusal, told
        return str(response.status_code) if whole else "cut off"
    if kind == "urgent":
        body = {**body, "question": "My lips and tongue are swelling and I can't breathe"}
    if kind == "odd":
        return str((await client.post("/api/v1/ask", content=b"{not json")).status_code)
    if kind == "widget":
        return str((await client.get("/widget/v1.js")).status_code)
    reply = await client.post("/api/v1/ask", json=body)
    if kind == "report" and reply.status_code == 200:
        given = {"answer_id": reply.json()["answer_id"], "report": True}
        return str((await client.post("/api/v1/feedback", json=given)).status_code)
    return str(reply.status_code)


async def watch(process: psutil.Process, soak: Soak, start: float, until: float) -> None:
    while time.monotonic() < until:
        with process.oneshot():
            sample = Sample(
                time.monotonic() - start,
                process.memory_info().rss / 2**20,
                process.num_fds(),
                process.num_threads(),
            )
        soak.samples.append(sample)
        await asyncio.sleep(_SAMPLE_S)


async def edit(articles: Path, soak: Soak, until: float) -> None:
    """Change one digit of a source's date every minute, so that the article is another."""
    paths = sorted(articles.glob("*.md"))
    while time.monotonic() + _EDIT_S < until:
        await asyncio.sleep(_EDIT_S)
        path = paths[soak.edits % len(paths)]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.rstrip("\n") + "\n" * (2 + soak.edits % 2), encoding="utf-8")
        soak.edits += 1


async def soaked(home: str, process: psutil.Process, visitors: int, minutes: float, articles: Path | None) -> Soak:
    soak, start = Soak(), time.monotonic()
    until = start + minutes * 60
    tasks = [visitor(home, number, soak, start, until) for number in range(visitors)]
    tasks.append(watch(process, soak, start, until))
    if articles:
        tasks.append(edit(articles, soak, until))
    await asyncio.gather(*tasks)
    return soak


def report(soak: Soak, minutes: float) -> tuple[list[str], bool]:
    """Return the lines of the report, and whether nothing grew."""
    third = minutes * 20
    samples = [[s for s in soak.samples if third * part <= s.at_s < third * (part + 1)] for part in (1, 2)]
    latencies = [[taken for at, taken in soak.asked if third * part <= at < third * (part + 1)] for part in (1, 2)]
    rows = [
        ("memory, MiB", [statistics.median(s.rss_mib for s in each) for each in samples]),
        ("open files", [statistics.median(s.files for s in each) for each in samples]),
        ("threads", [statistics.median(s.threads for s in each) for each in samples]),
        ("an answer, p50, ms", [statistics.median(each) * 1e3 for each in latencies]),
        ("an answer, p95, ms", [statistics.quantiles(each, n=20)[-1] * 1e3 for each in latencies]),
    ]
    lines = ["| | second third | last third |", "| --- | --- | --- |"]
    lines += [f"| {name} | {before:.1f} | {after:.1f} |" for name, (before, after) in rows]
    grown = dict(rows)
    memory, files, median = grown["memory, MiB"], grown["open files"], grown["an answer, p50, ms"]
    flat = memory[1] <= memory[0] * _MOST_GROWTH and files[1] <= files[0] + _MOST_FILES
    flat = flat and median[1] <= median[0] * _MOST_SLOWER
    whole = not any(name.endswith(("cut off", "Error")) for name in soak.met)
    lines += ["", f"{sum(soak.met.values())} requests, {soak.edits} articles changed: {json.dumps(dict(soak.met))}"]
    return lines, flat and whole


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--visitors", type=int, default=6)
    parser.add_argument("--edits", action="store_true", help="change an article every minute")
    parser.add_argument("--json", type=Path, help="write every sample here")
    given = parser.parse_args()
    from bot.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        shutil.copytree(load_settings().corpus, corpus)
        articles = corpus / "articles" if given.edits else None
        with serving(LITOTES_CORPUS=str(corpus), LITOTES_VISITOR_PER_MINUTE="10000") as (home, process):
            soak = asyncio.run(soaked(home, process, given.visitors, given.minutes, articles))
    lines, flat = report(soak, given.minutes)
    print("\n".join(lines))
    if given.json:
        given.json.write_text(json.dumps([vars(sample) for sample in soak.samples]), encoding="utf-8")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
