"""How much of each card field and of each text comes out right: counted once, for the test and for the benchmark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.ingest.draft import prepare
from bot.ingest.draft_records import Prepared
from bot.ingest.reading import read_document
from bot.lexicon import load_lexicon
from tests.ingest_documents import LEXICON, Case, Study

FIELDS = (
    "title authors journal year doi design participants comparator weeks centres drugs conditions funding second_hand"
).split()


@dataclass(frozen=True)
class Score:
    """What of one measure came out: right, left unknown though stated, or wrong (which is the worst)."""

    right: int = 0
    unknown: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        return self.right + self.unknown + self.wrong

    @property
    def share(self) -> float | None:
        return self.right / self.total if self.total else None


def prepared(case: Case, folder: Path) -> Prepared:
    path = folder / case.name
    path.write_bytes(case.raw)
    lexicon = folder / "lexicon.toml"
    if not lexicon.exists():
        lexicon.write_text(LEXICON, encoding="utf-8")
    return prepare(read_document(path), load_lexicon(lexicon), read_on=date(2031, 5, 1))


def expected(study: Study) -> dict[str, Any]:
    return {
        "title": study.title,
        "authors": list(study.authors) or None,
        "journal": study.journal,
        "year": study.year,
        "doi": study.doi,
        "design": None if study.design == "reference text" else study.design,
        "participants": study.participants,
        "comparator": study.comparator or None,
        "weeks": study.weeks,
        "centres": study.centres,
        "drugs": list(study.drugs),
        "conditions": list(study.conditions),
        "funding": study.funding,
        "second_hand": study.second_hand,
    }


def found(draft: Prepared) -> dict[str, Any]:
    names = {"journal": "container", "weeks": "duration_weeks"}
    told = {name: draft.fields[names.get(name, name)] for name in FIELDS}
    quoted = {quote.field for quote in draft.quotes}
    if "second_hand" not in quoted:
        told["second_hand"] = None  # the card takes it for second-hand, to be on the safe side
    if told["design"] in {"web page", "reference text"}:
        told["design"] = None  # both stand for a design that is not known
    return {name: None if value == "not stated" else value for name, value in told.items()}


def field_scores(drafts: Iterable[tuple[Case, Prepared]]) -> dict[str, Score]:
    """Return a score for each field. A field that the document does not state is right if it is left unknown."""
    scores = {name: Score() for name in FIELDS}
    for case, draft in drafts:
        want, got = expected(case.study), found(draft)
        for name in FIELDS:
            score = scores[name]
            if got[name] == want[name]:
                scores[name] = Score(score.right + 1, score.unknown, score.wrong)
            elif got[name] is None:
                scores[name] = Score(score.right, score.unknown + 1, score.wrong)
            else:
                scores[name] = Score(score.right, score.unknown, score.wrong + 1)
    return scores


def text_scores(drafts: Iterable[tuple[Case, Prepared]]) -> dict[str, Score]:
    """Return scores for sentences kept, for what must be dropped, and for table rows: whole, left out, or broken."""
    kept = dropped = rows = Score()
    for case, draft in drafts:
        body = plain(draft.body)
        for sentence in case.keeps:
            there = plain(sentence) in body
            kept = Score(kept.right + there, kept.unknown + (not there), kept.wrong)
        for text in case.drops:
            there = plain(text) in body
            dropped = Score(dropped.right + (not there), dropped.unknown, dropped.wrong + there)
        lines = {line for line in draft.body.splitlines() if line.startswith("| ")}
        has_table = len(lines) > 2
        for row in case.rows:
            whole = "| " + " | ".join(row) + " |" in lines
            rows = Score(
                rows.right + whole, rows.unknown + (not whole and not has_table), rows.wrong + (not whole and has_table)
            )
    return {"sentences kept": kept, "furniture and overstatements dropped": dropped, "table rows whole": rows}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
