"""`python -m bench`: what Litotes costs beside what a user would pick instead, in one run, as ratios.

Every figure of a row is taken in turn with its rival's, several times; the ratio of the medians is what counts.
Absolute times depend on the machine, which is described; the ratios should not.

    python -m bench                       30, 1,000 and 10,000 passages; about six minutes on two cores
    python -m bench --sizes 30,1000,10000,100000 --data /somewhere/with/2GB
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bot.offline import forbid_calls_home

forbid_calls_home()

from bench.contenders import CONTENDERS  # noqa: E402  # because nothing may call home while importing
from bench.measuring import Load, Process, Row, machine  # noqa: E402  # because of the same
from bench.parts import bench_answering, bench_build, bench_check, bench_cold, bench_verification  # noqa: E402  # ditto
from bench.plot import plotted  # noqa: E402  # because of the same
from bench.questions import questions  # noqa: E402  # because of the same

_CLIENTS = (1, 8, 32)
_SETTLED = 1_000  # passages: about three times the corpus that ships
_LARGE = 10_000


def bench_loads(folder: Path, passages: int, rounds: int) -> list[Load]:
    """Let every contender answer the same questions at one size, in turn."""
    asked = questions()
    processes = [Process(name, folder) for name in CONTENDERS]
    loads = []
    try:
        for process in processes:
            process.ask(asked.before if process.contender == "litotes" else asked.before[:20], 1)
        for clients in _CLIENTS:
            taken: dict[str, list[dict[str, object]]] = {name: [] for name in CONTENDERS}
            for _ in range(rounds):
                for process in processes:
                    taken[process.contender].append(process.ask(asked.measured, clients))
            for name, replies in taken.items():
                loads.append(_load(name, passages, clients, replies))
    finally:
        for process in processes:
            process.end()
    return loads


def _load(name: str, passages: int, clients: int, replies: Sequence[dict[str, object]]) -> Load:
    seconds = sorted(float(each) for reply in replies for each in reply["seconds"])  # type: ignore[attr-defined]  # because a reply is JSON
    best = [min(times) for times in zip(*(reply["seconds"] for reply in replies), strict=True)]  # type: ignore[call-overload]  # because of the same
    wall = statistics.median(float(str(reply["wall_s"])) for reply in replies)
    return Load(
        contender=name, passages=passages, clients=clients,
        p50_s=statistics.median(seconds), p95_s=seconds[int(0.95 * (len(seconds) - 1))],
        least_s=statistics.median(best), per_s=len(seconds) / len(replies) / wall,
        rss_mib=float(str(replies[-1]["rss_mib"])), questions=len(seconds),
    )  # fmt: skip


def rows_from(loads: Sequence[Load]) -> list[Row]:
    """Return the comparisons that the aims are about."""
    found = {(each.contender, each.passages, each.clients): each for each in loads}
    rows = []
    for size in sorted({each.passages for each in loads}):
        ours = found["litotes", size, 1]
        for rival, aim in (("quickstart", 0.5), ("sentence-transformers", None), ("floor", 1.5)):
            theirs = found[rival, size, 1]
            aimed = aim if rival != "floor" or size == _LARGE else None
            what = f"a question, warm, {size:,} passages / {_NAMES[rival]}"
            rows.append(Row(what, "s", ours.p50_s, theirs.p50_s, aimed, ours.questions))
        theirs = found["quickstart", size, 1]
        what = f"resident memory, {size:,} passages / {_NAMES['quickstart']}"
        rows.append(Row(what, "MiB", ours.rss_mib, theirs.rss_mib, 0.6, 1))
    sizes = sorted({each.passages for each in loads})
    for small, large in pairwise(sizes):
        one, other = found["litotes", large, 1], found["litotes", small, 1]
        rows.append(Row(f"a question, {large:,} / {small:,} passages", "s", one.p50_s, other.p50_s, large / small, 1))
    return rows


_NAMES = {
    "quickstart": "LangChain's quickstart, its model costing nothing",
    "sentence-transformers": "sentence-transformers and one Chroma query",
    "floor": "floor: onnxruntime, Chroma's ids, BM25",
}


def told(rows: Sequence[Row], loads: Sequence[Load], described: str) -> str:
    """Return the tables."""
    lines = [described, "", "| what | ours | theirs | ratio | aim | |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        aim = f"≤ {row.aim:g}" if row.aim else ""
        met = "" if row.aim is None else "met" if row.ratio <= row.aim else "**missed**"
        lines.append(
            f"| {row.what} | {_shown(row.ours, row.unit)} | {_shown(row.theirs, row.unit)} | {row.ratio:.2f} | {aim} "
            f"| {met} |"
        )
    lines += ["", "| passages | clients | contender | p50 | p95 | least disturbed | questions a second | memory |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for load in loads:
        lines.append(
            f"| {load.passages:,} | {load.clients} | {load.contender} | {load.p50_s * 1e3:.1f} ms "
            f"| {load.p95_s * 1e3:.1f} ms | {load.least_s * 1e3:.1f} ms | {load.per_s:.0f} | {load.rss_mib:.0f} MiB |"
        )
    return "\n".join(lines)


def _shown(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1e3:.1f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:.0f} {unit}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=5, help="runs of each side; the median counts")
    parser.add_argument("--sizes", default="30,1000,10000", help="passages, comma-separated")
    parser.add_argument("--data", type=Path, help="keep the prepared corpora here, to use them again")
    parser.add_argument("--json", type=Path, help="append the run to this file, one JSON object a line")
    parser.add_argument("--plot", type=Path, help="draw the times over the sizes into this SVG file")
    given = parser.parse_args()
    from bench.prepared import prepare
    from bot.encoders.embedder import load_embedder
    from bot.settings import load_settings

    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, precision=settings.embedding_precision)
    sizes = [int(size) for size in given.sizes.split(",")]
    described = machine()
    loads: list[Load] = []
    with tempfile.TemporaryDirectory() as temporary:
        data = given.data or Path(temporary)
        for size in sizes:
            prepare(data / str(size), size, embedder)
            loads += bench_loads(data / str(size), size, given.times)
            print(told([], loads, f"{size:,} passages measured"), file=sys.stderr, flush=True)
        cold_on = data / str(min(sizes, key=lambda size: abs(size - _SETTLED)))
        rows = [*bench_cold(cold_on, max(3, given.times)), bench_build(max(2, given.times // 2)), *rows_from(loads)]
    rows += [bench_check(given.times), bench_verification(given.times), bench_answering(given.times)]
    print(told(rows, loads, described))
    if given.json:
        record = {
            "when": datetime.now(tz=UTC).isoformat(timespec="seconds"),
            "machine": described,
            "rows": [asdict(row) | {"ratio": row.ratio} for row in rows],
            "loads": [asdict(load) for load in loads],
        }
        with given.json.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
    if given.plot:
        given.plot.write_text(plotted(loads), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
