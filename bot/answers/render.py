"""The parts of an answer → the one Markdown text that every surface shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import wordings
from bot.types import CertaintyStatement, Claim, Part, Record, SourceNote, Urgent

_HEADINGS = {
    Part.EVIDENCE: "What the evidence is",
    Part.HARMS: "Side effects and safety",
    Part.RULES: "What labels and regulators say",
    Part.UNKNOWN: "What we do not know",
}
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


class Placed(Record):
    """A verified claim and where it stands."""

    part: Part
    claim: Claim


def to_markdown(
    *,
    opening: Sequence[str],
    placed: Sequence[Placed],
    notes: Sequence[str],
    certainty: CertaintyStatement | None,
    doctor_questions: Sequence[str],
    sources: Sequence[SourceNote],
    urgent: Urgent | None,
    disclaimers: Sequence[str],
    age: Sequence[str] = (),
) -> str:
    """Return the whole answer as a person reads it; the disclaimers always close it."""
    numbers = {source.source_id: number for number, source in enumerate(sources, start=1)}
    blocks: list[str] = []
    if urgent:
        blocks.append(f"**{urgent.heading}**\n\n{urgent.action}")
    blocks += opening
    direct = [_cited(each.claim, numbers) for each in placed if each.part is Part.DIRECT]
    if direct:
        blocks.append("**Short answer**\n\n" + "\n\n".join([*direct]))
    blocks += notes
    by_id = {source.source_id: source for source in sources}
    for part, heading in _HEADINGS.items():
        claims = [each.claim for each in placed if each.part is part]
        if claims:
            blocks.append(f"**{heading}**\n\n{_grouped(claims, numbers, by_id)}")
    if certainty:
        reasons = "; ".join(certainty.reasons)
        told = " ".join([certainty.sentence, f"Why: {reasons}.", *age])
        blocks.append(f"**How sure are we?**\n\n{told}")
    if doctor_questions:
        blocks.append("**Questions for your doctor**\n\n" + "\n".join(f"- {line}" for line in doctor_questions))
    if sources:
        lines = [f"{numbers[source.source_id]}. {_source_line(source)}" for source in sources]
        blocks.append("**Sources**\n\n" + "\n".join(lines))
    blocks.append("**Please note**\n\n" + "\n\n".join(disclaimers))
    return "\n\n".join(blocks)


def _grouped(claims: Sequence[Claim], numbers: dict[str, int], sources: dict[str, SourceNote]) -> str:
    """Return claims as a list, under their source where there is more than one: "the letter" needs a name."""
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.citations[0].source_id, []).append(claim)
    groups = []
    for source_id, own in sorted(by_source.items(), key=lambda each: numbers[each[0]]):
        lines = "\n".join(f"- {_cited(claim, numbers)}" for claim in own)
        title = f"*{_short_name(numbers[source_id], sources[source_id])}*\n\n" if len(by_source) > 1 else ""
        groups.append(title + lines)
    return "\n\n".join(groups)


def _short_name(number: int, source: SourceNote) -> str:
    return (
        f"Source {number}, {wordings.design_in_words(source.design, source.participants)}, {source.year or 'no date'}:"
    )


def _cited(claim: Claim, numbers: dict[str, int]) -> str:
    marks = dict.fromkeys(numbers[citation.source_id] for citation in claim.citations)
    return f"{claim.text} {''.join(f'[{mark}]' for mark in marks)}"


def _source_line(source: SourceNote) -> str:
    year = source.year or "no date"
    people = {None: "", 1: ", 1 person"}.get(source.participants, f", {source.participants} people")
    title = _MARKUP.sub(r"\\\1", source.title)
    return (
        f"{title} ({year}). {source.design.capitalize()}{people}; certainty: "
        f"{source.certainty.value.replace('_', ' ')}; {source.status.value}; last checked "
        f"{wordings.spelled(source.retrieved)}. <{source.url}>"
    )
