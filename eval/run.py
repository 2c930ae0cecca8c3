"""Asks a target every case, in parallel, and keeps each answer as it comes, so that a run can go on where it stopped.

OUT/progress.jsonl grows while it runs; OUT/results.json has the verdicts in the order of the cases, without a time or
a random id, so that two runs of the same thing are the same bytes; OUT/provenance.json says what ran, where and when.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict

import bot
from bot.types import Answer
from eval.cases import Case
from eval.judges import JUDGES
from eval.judging import Corpus, Verdict
from eval.replies import ReplyError
from eval.targets import Target, TargetError

_PROGRESS = "progress.jsonl"
_VARIES = {"answer_id"}  # random on purpose


class Result(BaseModel):
    """One case, its answer (or why there is none), and what each judge says of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    category: str
    held_out: bool
    answer: dict[str, Any] | None
    error: str | None = None
    verdicts: dict[str, Verdict]


def run(
    cases: Sequence[Case], target: Target, corpus: Corpus, *, out: Path | None, jobs: int, key: str = ""
) -> Iterator[Result]:
    """Yield the result of each case as it is done; with `out`, keep it, and do not ask again what is kept there.

    `key` says what runs (`key_of`): results kept under another key are begun afresh.
    """
    kept = _kept(out, key) if out else {}
    yield from kept.values()
    log = _log(out, key, fresh=not kept) if out else None
    try:
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            asked = {pool.submit(_ask, target, case): case for case in cases if case.id not in kept}
            for done in as_completed(asked):
                result = judged(asked[done], done.result(), corpus)
                if log:
                    log.write(result.model_dump_json() + "\n")
                    log.flush()
                yield result
    finally:
        if log:
            log.close()


def key_of(target: str, cases: Sequence[Case], corpus: Corpus) -> str:
    """Return a hash of all that decides a run: cases, corpus, judges, and what answers, where its code is here."""
    parts = [target, _code_of(target), *(case.model_dump_json() for case in cases)]
    parts += [f"{key}{text}" for key, text in sorted(corpus.passages.items())]
    parts += [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.rglob("*.py"))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _code_of(target: str) -> str:
    """Return the text of what answers here: of the module that "module:function" names, else of Litotes' own."""
    if target.startswith(("http://", "https://")):
        return ""
    module, found, _ = target.partition(":")
    if not found or module in {"attack", "unguarded"}:
        own = (path for path in sorted(Path(bot.__file__).parent.rglob("*")) if path.suffix in {".py", ".toml"})
        return "\0".join(path.read_text(encoding="utf-8") for path in own)
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return ""
    path = Path(spec.origin) if spec and spec.origin else None
    return path.read_text(encoding="utf-8") if path and path.suffix == ".py" else ""


def judged(case: Case, reply: Answer | str, corpus: Corpus) -> Result:
    """Return the verdicts on a reply. A case without an answer is unscored by every judge, and counted as failed."""
    if isinstance(reply, str):
        verdicts = {name: Verdict(None, "no answer came") for name in JUDGES}
        return Result(
            id=case.id, question=case.question, category=case.category, held_out=case.held_out, answer=None,
            error=reply, verdicts=verdicts,
        )  # fmt: skip
    return Result(
        id=case.id,
        question=case.question,
        category=case.category,
        held_out=case.held_out,
        answer=reply.model_dump(mode="json", exclude=_VARIES),
        verdicts={name: judge(case, reply, corpus) for name, judge in JUDGES.items()},
    )


def write(results: Sequence[Result], cases: Sequence[Case], provenance: dict[str, Any], out: Path) -> None:
    """Write results.json, in the order of the cases, and provenance.json."""
    order = {case.id: at for at, case in enumerate(cases)}
    ordered = sorted(results, key=lambda each: order[each.id])
    told = json.dumps([each.model_dump(mode="json") for each in ordered], ensure_ascii=False, indent=1, sort_keys=True)
    (out / "results.json").write_text(told + "\n", encoding="utf-8")
    (out / "provenance.json").write_text(json.dumps(provenance, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read(folder: Path) -> list[Result]:
    """Return the results of a finished run.

    Raises:
        SystemExit: there are none.
    """
    path = folder / "results.json"
    if not path.is_file():
        raise SystemExit(f"no finished run in {str(folder)!r}: python -m eval run --out {folder} makes one")
    return [Result.model_validate(each) for each in json.loads(path.read_text(encoding="utf-8"))]


def provenance_of(target: str, cases: Sequence[Case], results: Sequence[Result], corpus: Corpus) -> dict[str, Any]:
    """Return what ran: the target, its versions, hashes of cases and corpus, the machine, and when."""
    versions = next((each.answer["versions"] for each in results if each.answer), None)
    told = "".join(f"{key}{text}" for key, text in sorted(corpus.passages.items()))
    return {
        "target": target,
        "versions": versions,
        "cases": len(cases),
        "cases_sha256": hashlib.sha256("".join(case.model_dump_json() for case in cases).encode()).hexdigest(),
        "corpus_sha256": hashlib.sha256(told.encode()).hexdigest(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "finished": datetime.now(tz=UTC).isoformat(timespec="seconds"),
    }


def _ask(target: Target, case: Case) -> Answer | str:
    try:
        return target(case.question, case.history)
    except (TargetError, ReplyError) as error:
        return str(error)
    except Exception as error:  # reason: anybody's bot may raise anything; it has failed this case, not the run
        return f"{type(error).__name__}: {error}"


def _log(out: Path, key: str, *, fresh: bool) -> IO[str]:
    out.mkdir(parents=True, exist_ok=True)
    log = (out / _PROGRESS).open("w" if fresh else "a", encoding="utf-8")
    if fresh:
        log.write(json.dumps({"key": key}) + "\n")
    return log


def _kept(out: Path, key: str) -> dict[str, Result]:
    """Return the results of an unfinished run; a line cut short by its end is asked again, and so are failures."""
    path = out / _PROGRESS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    if not lines or lines[0] != json.dumps({"key": key}):
        return {}
    kept: dict[str, Result] = {}
    for line in lines[1:]:
        try:
            result = Result.model_validate_json(line)
        except ValueError:
            continue
        if result.error is None:
            kept[result.id] = result
    return kept
