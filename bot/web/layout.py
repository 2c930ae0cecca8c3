"""Answer → the parts that a page shows, as plain text: what a surface draws, it draws as text, never as markup.

The words are the answer's own; here they are only cut at the headings that `bot.answers.render` wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum

from pydantic import Field

from bot import wordings
from bot.articles import table_cells
from bot.types import Answer, Certainty, Citation, Outcome, Passage, Record, Status
from bot.web.sites import Contact

KEPT_CHARS = 4_000  # of an earlier answer: what a follow-up needs of it
_LONGEST = 4_000  # characters of one line: the longest sentence of the corpus has under 600
_HEADING = re.compile(r"^\*\*([^*\n]{1,120})\*\*$")
_LEAD = re.compile(r"^\*([^*\n]{1,300})\*$")
_MARKS = re.compile(r"\s*((?:\[\d{1,3}\])+)$")
_ESCAPE = re.compile(r"\\([\\`*_\[\]<>#|])")
# Characters that turn the order of what is read around them, or are not seen at all.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


class LineKind(Enum):
    TEXT = "text"
    ITEM = "item"
    LEAD = "lead"


class Line(Record):
    kind: LineKind
    text: str
    sources: tuple[int, ...] = ()


class Section(Record):
    part: str
    heading: str
    lines: tuple[Line, ...]


class Run(Record):
    """A stretch of a passage: quoted by the answer, or around a quote."""

    text: str
    quoted: bool


class ShownSource(Record):
    number: int
    source_id: str
    title: str
    year: int | None
    what: str
    certainty: str
    reviewed: bool
    checked: str
    url: str
    passages: tuple[tuple[Run, ...], ...] = Field(description="each as runs, what is quoted among them")


class Call(Record):
    label: str
    number: str
    link: str


class Sureness(Record):
    """How sure the sources let us be, in words."""

    level: str
    label: str
    sentence: str


class UrgentNote(Record):
    level: str
    heading: str
    action: str
    calls: tuple[Call, ...] = Field(description="whom to call for this, first first")


class Layout(Record):
    """An answer as a page shows it, top to bottom. It always carries disclaimers and an emergency number."""

    answer_id: str
    question: str
    outcome: str
    headline: str
    summary: str
    urgent: UrgentNote | None
    sections: tuple[Section, ...]
    sureness: Sureness | None
    sources: tuple[ShownSource, ...]
    follow_ups: tuple[str, ...]
    disclaimers: tuple[str, ...]
    calls: tuple[Call, ...]


_PARTS = {
    "Short answer": "short",
    "What the evidence is": "evidence",
    "Side effects and safety": "harms",
    "What labels and regulators say": "rules",
    "What we do not know": "unknown",
    "How sure are we?": "certainty",
    "Questions for your doctor": "doctor",
}
_SHOWN_APART = frozenset({"Sources", "Please note"})
_SURE = {
    Certainty.HIGH: "Sure",
    Certainty.MODERATE: "Fairly sure",
    Certainty.LOW: "Not very sure",
    Certainty.VERY_LOW: "Very unsure",
}
_HEADLINES = {
    Outcome.ANSWERED: "Short answer",
    Outcome.ABSTAINED: "No answer in the sources",
    Outcome.DECLINED: "What a program cannot do for you",
    Outcome.URGENT: "Get help",
}
_OPENINGS = {Outcome.ANSWERED: "Please note first"}


def lay_out(answer: Answer, passages: Mapping[str, Passage], contacts: Sequence[Contact], extra: str = "") -> Layout:
    """Return the parts of an answer; `extra` is a site's own emergency text, told before an urgent answer's."""
    sections = _sections(answer)
    first = sections[0].lines[0].text if sections and sections[0].lines else ""
    urgent = None
    if answer.urgent:
        action = " ".join(part for part in (extra, answer.urgent.action) if part)
        urgent = UrgentNote(
            level=answer.urgent.level,
            heading=answer.urgent.heading,
            action=clean(action),
            calls=_first_to_call(answer.urgent.level, contacts),
        )
        first = f"{urgent.heading} {urgent.action}"
    sureness = None
    if answer.certainty:
        label = _SURE[answer.certainty.level]
        sureness = Sureness(level=answer.certainty.level.value, label=label, sentence=answer.certainty.sentence)
    return Layout(
        answer_id=answer.answer_id,
        question=clean(answer.question),
        outcome=answer.outcome.value,
        headline=_HEADLINES[answer.outcome],
        summary=first,
        urgent=urgent,
        sections=sections,
        sureness=sureness,
        sources=_sources(answer, passages),
        follow_ups=tuple(clean(each) for each in answer.follow_ups),
        disclaimers=answer.disclaimers,
        calls=calls_of(contacts),
    )


def calls_of(contacts: Sequence[Contact]) -> tuple[Call, ...]:
    return tuple(Call(label=each.label, number=each.number, link=each.link) for each in contacts)


def _first_to_call(level: str, contacts: Sequence[Contact]) -> tuple[Call, ...]:
    """Return the emergency numbers, in a crisis with the crisis lines before them; all, where none is labelled so."""
    wanted = ("Crisis", "Emergency") if level == "crisis" else ("Emergency",)
    found = [each for label in wanted for each in contacts if each.label.startswith(label)]
    return calls_of(found or contacts)


def clean(text: str) -> str:
    """Return a text as one line without unseen characters, cut where no sentence of ours is that long."""
    told = " ".join(_UNSEEN.sub("", text).split())
    return told if len(told) <= _LONGEST else told[:_LONGEST] + " …"


def _sections(answer: Answer) -> tuple[Section, ...]:
    heading, part = _OPENINGS.get(answer.outcome, _HEADLINES[answer.outcome]), "opening"
    lines: list[Line] = []
    sections: list[Section] = []

    def close() -> None:
        if lines and heading not in _SHOWN_APART:
            sections.append(Section(part=part, heading=heading, lines=tuple(lines)))
        lines.clear()

    for block in answer.text.split("\n\n"):
        found = _HEADING.match(block.strip())
        if found:
            close()
            heading = found.group(1)
            part = _PARTS.get(heading, "opening")
        elif block.strip():
            lines.extend(_lines(block))
    close()
    if answer.urgent:
        own = {clean(answer.urgent.action)}
        sections = [each for each in sections if not own >= {line.text for line in each.lines}]
    return tuple(sections)


def _lines(block: str) -> list[Line]:
    if block.startswith("- "):
        return [_line(LineKind.ITEM, item) for item in re.split(r"\n?^- ", block, flags=re.MULTILINE) if item.strip()]
    lead = _LEAD.match(block)
    return [_line(LineKind.LEAD, lead.group(1)) if lead else _line(LineKind.TEXT, block)]


def _line(kind: LineKind, text: str) -> Line:
    text = clean(text)
    marks = _MARKS.search(text)
    numbers = tuple(int(each) for each in re.findall(r"\d+", marks.group(1))) if marks else ()
    told = _ESCAPE.sub(r"\1", text[: marks.start()] if marks else text)
    return Line(kind=kind, text=told, sources=numbers)


def _sources(answer: Answer, passages: Mapping[str, Passage]) -> tuple[ShownSource, ...]:
    cited: dict[str, dict[str, list[Citation]]] = {}
    for citation in (each for claim in answer.claims for each in claim.citations):
        cited.setdefault(citation.source_id, {}).setdefault(citation.passage_id, []).append(citation)
    return tuple(
        ShownSource(
            number=number,
            source_id=source.source_id,
            title=clean(source.title),
            year=source.year,
            what=wordings.design_in_words(source.design, source.participants),
            certainty=source.certainty.value.replace("_", " "),
            reviewed=source.status is Status.REVIEWED,
            checked=wordings.spelled(source.retrieved),
            url=source.url,
            passages=tuple(
                _runs(found, passages.get(passage_id)) for passage_id, found in cited.get(source.source_id, {}).items()
            ),
        )
        for number, source in enumerate(answer.sources, start=1)
    )


def _rows(citations: Sequence[Citation], passage: Passage) -> tuple[Run, ...]:
    """Return the quoted rows of a table, cell by cell: as a run of text a whole table cannot be read."""
    rows = [
        wordings.table_row(passage.header, table_cells(quote))
        for quote in dict.fromkeys(each.quote for each in citations)
    ]
    return (Run(text="From a table:", quoted=False), *(Run(text=clean(row), quoted=True) for row in rows))


def _runs(citations: Sequence[Citation], passage: Passage | None) -> tuple[Run, ...]:
    """Return a passage with its quotes marked; the quotes alone where it is no longer the passage that was cited."""
    if passage is None or any(passage.text[each.start : each.end] != each.quote for each in citations):
        return tuple(Run(text=quote, quoted=True) for quote in dict.fromkeys(clean(each.quote) for each in citations))
    if passage.header:
        return _rows(citations, passage)
    runs: list[Run] = []
    at = 0
    for start, end in sorted({(each.start, each.end) for each in citations}):
        if start < at:
            continue  # a quote inside another, which is marked already
        runs += [
            Run(text=clean(passage.text[at:start]), quoted=False),
            Run(text=clean(passage.text[start:end]), quoted=True),
        ]
        at = end
    runs.append(Run(text=clean(passage.text[at:]), quoted=False))
    return tuple(run for run in runs if run.text)
