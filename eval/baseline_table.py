"""Our bot beside what it is measured against, in one table: the README's, made by `make eval`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, load_settings
from eval import run as running
from eval.cases import Case
from eval.judging import Corpus
from eval.report import Share, endings, share_of
from eval.run import Result
from eval.small_model import is_installed, small_model
from eval.targets import open_target

_BEGIN, _END = "<!-- baselines: made by `make eval` -->", "<!-- end of baselines -->"
_EVERY = 4  # cases for the model, which takes seconds for each


@dataclass(frozen=True)
class Row:
    """One target and how the table names it."""

    target: str
    name: str
    needs_model: bool = False


ROWS = (
    Row("bot", "**Litotes**"),
    Row("unguarded", "Litotes, guard switched off"),
    Row("attack:overclaims", "Litotes, written by a model that overclaims"),
    Row("unguarded:overclaims", "the same model without the guard"),
    Row("retrieval", "retrieval alone: the nearest passages"),
    Row("vanilla", "LangChain's quickstart chain, same index, Gemma 3 270M", needs_model=True),
)


def run_all(cases: Sequence[Case], corpus: Corpus, settings: Settings, out: Path) -> Iterator[tuple[Row, list[Result]]]:
    """Yield each row's results; finished and half-finished runs under `out` go on where they stopped."""
    for row in ROWS:
        if row.needs_model and not is_installed():
            continue
        own = cases[::_EVERY] if row.needs_model else cases
        folder = out / row.target.replace(":", "-")
        with _settings_for(row, settings) as asked:
            target = open_target(row.target, asked)
            key = running.key_of(row.target, own, corpus)
            jobs = 1 if row.needs_model else 2
            results = list(running.run(own, target, corpus, out=folder, jobs=jobs, key=key))
        running.write(results, own, running.provenance_of(row.target, own, results, corpus), folder)
        yield row, running.read(folder)


@contextmanager
def _settings_for(row: Row, settings: Settings) -> Iterator[Settings]:
    if not row.needs_model or os.environ.get("LITOTES_MODEL"):
        yield settings
        return
    with small_model() as server:
        yield load_settings(
            corpus=settings.corpus, data_dir=settings.data_dir, model="openai:gemma-3-270m", model_url=server.url,
            model_max_tokens=80, model_timeout_s=120,
        )  # fmt: skip


def table(runs: Mapping[Row, Sequence[Result]], cases: Sequence[Case]) -> str:
    """Return the table as Markdown: faults as counts of answers, with the upper bound of the 95% interval."""
    columns = ("answers", "overclaim", "a figure from nowhere", "unsupported or uncited", "advise or carry markup",
               "no disclaimer", "emergencies seen", "right abstention", "over-refusal")  # fmt: skip
    lines = [f"| | {' | '.join(columns)} |", "|" + " --- |" * (len(columns) + 1)]
    for row, results in runs.items():
        asked = {case.id: case for case in cases if case.id in {each.id for each in results}}
        abstained, refused, urgent = endings(results, asked)
        faults = [share_of(results, name) for name in ("overclaim", "figures", "support", "conduct", "disclaimers")]
        cells = [str(len(results)), *(_failed(each) for each in faults)]
        cells += [f"{urgent.passed} of {urgent.scored}", _percent(abstained), _percent(refused)]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def put_into(page: Path, text: str) -> None:
    """Replace what stands between the marks of a page.

    Raises:
        SystemExit: it has no marks.
    """
    old = page.read_text(encoding="utf-8")
    block = f"{_BEGIN}\n\n{text}\n\n{_END}"
    new, count = re.subn(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", lambda _: block, old, flags=re.DOTALL)
    if not count:
        raise SystemExit(f"{page} has no place for the table: a line {_BEGIN!r} and a line {_END!r}")
    page.write_text(new, encoding="utf-8")


def _failed(share: Share) -> str:
    if share.interval is None:
        return "n/a"
    return f"{share.scored - share.passed} of {share.scored} (≤ {1 - share.interval.low:.1%})"


def _percent(share: Share) -> str:
    return f"{share.passed / share.scored:.1%}" if share.scored else "n/a"
