"""Runs contenders in turn, so that a noisy moment of the machine hits them alike; describes the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Row:
    """One comparison; seconds, questions a second or MiB, medians of `times` runs."""

    what: str
    unit: str
    ours: float
    theirs: float
    aim: float | None
    times: int

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


@dataclass(frozen=True)
class Load:
    """What one contender took at one size of corpus with so many clients."""

    contender: str
    passages: int
    clients: int
    p50_s: float
    p95_s: float
    least_s: float  # median over the questions of the best time of each: what a quieter machine would be nearer to
    per_s: float  # questions answered in a second, all clients together
    rss_mib: float
    questions: int


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median seconds of each, run in turn so that a noisy moment hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, seconds in zip((ours, theirs), taken, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


class Process:
    """A contender in a process of its own."""

    def __init__(self, contender: str, folder: Path) -> None:
        """Start it and wait until it is ready."""
        self.contender = contender
        self._running = subprocess.Popen(
            [sys.executable, "-m", "bench.contenders", contender, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.ready_s = float(self._reply()["ready_s"])

    def ask(self, questions: Sequence[str], clients: int) -> dict[str, Any]:
        if self._running.stdin is None:
            raise RuntimeError("the process has no input")
        print(json.dumps({"clients": clients, "questions": list(questions)}), file=self._running.stdin, flush=True)
        return self._reply()

    def end(self) -> None:
        for stream in (self._running.stdin, self._running.stdout):
            if stream:
                stream.close()
        self._running.wait(30)

    def _reply(self) -> dict[str, Any]:
        line = self._running.stdout.readline() if self._running.stdout else ""
        if not line:
            raise SystemExit(f"the contender {self.contender!r} ended with status {self._running.wait(30)}")
        reply: dict[str, Any] = json.loads(line)
        return reply


def run_cold(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds and peak MiB of one process."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        peak = 0
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.01)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:3])} … failed with status {process.returncode}")
    return time.perf_counter() - start, peak / 2**20


def machine() -> str:
    """Describe what the figures were taken on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "chromadb", "torch"))
    load = os.getloadavg()[0]
    return (
        f"{model}, {cores} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {libraries}, load {load:.1f}"
    )
