"""A source text without a study card → an estimated one and its rating, read from its own words.

Only for `check --source`: an article of the corpus has a card that a person wrote. What the text does not say
lowers the certainty; it never raises it. The rules are those of `bot.evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.check.designs import design_of, is_in_people, of_the_study, says
from bot.check.enrolled import people_enrolled
from bot.check.treatments import comparator_in
from bot.evidence import FEW_PEOPLE, LICENCES, STARTS_HIGH, STARTS_LOW, lower
from bot.types import Certainty, Design, Record, Strength

_MAX_CHARS = 50_000
_COMPARE_NOTHING = {
    Design.UNCONTROLLED_SERIES, Design.UNCONTROLLED_RETROSPECTIVE, Design.CASE_SERIES, Design.CASE_REPORT,
    Design.EXPERT_OPINION, Design.GUIDELINE,
}  # fmt: skip


class Estimate(Record):
    """What a source text seems to be. `None` is what it does not say."""

    design: Design | None
    participants: int | None
    comparator: str | None
    in_people: bool
    certainty: Certainty
    why: str

    @property
    def licensed(self) -> Strength:
        return LICENCES[self.certainty]

    def in_words(self) -> str:
        """Return the estimate as a person reads it, in one line."""
        people = "1 person" if self.participants == 1 else f"{self.participants or 'not stated how many'} people"
        compared = f"compared with {self.comparator}" if self.comparator else "no comparison recognised"
        card = f"{people}; {compared}" if self.in_people else "not studied in people"
        return f"Source: {card}; {self.why}. Certainty: {self.certainty.value.replace('_', ' ')}."


def estimate(text: str) -> Estimate:
    """Return what kind of evidence a text reports, judged from its own words."""
    told = of_the_study(text[:_MAX_CHARS])
    participants = people_enrolled(told)
    design = design_of(told, participants)
    if design in {Design.EXPERT_OPINION, Design.GUIDELINE, Design.CASE_REPORT}:  # what they count is others' people
        participants = 1 if design is Design.CASE_REPORT else None
    in_people = is_in_people(told, participants)
    comparator = comparator_in(told) if in_people and design not in _COMPARE_NOTHING else None
    certainty, reason = _start(design, in_people=in_people)
    reasons = [reason]
    for lowered_for in _reasons_to_lower(told, design, participants, comparator):
        reasons.append(lowered_for)
        certainty = lower(certainty)
    return Estimate(
        design=design if in_people else None,
        participants=participants,
        comparator=comparator,
        in_people=in_people,
        certainty=certainty,
        why="; ".join(reasons),
    )


def _start(design: Design | None, *, in_people: bool) -> tuple[Certainty, str]:
    if not in_people:
        return Certainty.VERY_LOW, "not studied in people"
    if design is None:
        return Certainty.VERY_LOW, "no study design recognised"
    level = Certainty.HIGH if design in STARTS_HIGH else Certainty.LOW if design in STARTS_LOW else Certainty.VERY_LOW
    return level, f"estimated from its words: {design.value}"


def _reasons_to_lower(
    told: str, design: Design | None, participants: int | None, comparator: str | None
) -> Iterator[str]:
    if design not in {Design.RANDOMISED_TRIAL, Design.COHORT, Design.REGISTRY, Design.SYSTEMATIC_REVIEW}:
        return
    if participants is not None and participants < FEW_PEOPLE:
        yield f"only {participants} people"
    if comparator is None and design in {Design.COHORT, Design.REGISTRY} and not says(told, "compared"):
        yield "no comparison group"
    if says(told, "open_label"):
        yield "open label: people knew what they took"
    if says(told, "one_centre"):
        yield "one centre"
