"""A source text without a study card → an estimated card's rating: design, people, comparison, read from its words.

Only for `check --source`: an article of the corpus has a card that a person wrote. What the text does not say
lowers the certainty; it never raises it.
"""

from __future__ import annotations

import re

from bot.types import Certainty, Design, Record, Strength

_MAX_CHARS = 50_000
# In order: the first that matches. A review of trials names trials, a trial names its cohort: the larger word wins.
_DESIGNS: tuple[tuple[Design, re.Pattern[str]], ...] = tuple(
    (design, re.compile(pattern, re.IGNORECASE))
    for design, pattern in (
        (
            Design.SYSTEMATIC_REVIEW,
            r"\b(?:systematic review|meta-?analys[ie]s)\b[^.]{0,300}\brandomi[sz]ed"
            r"|\brandomi[sz]ed[^.]{0,300}\b(?:systematic review|meta-?analys[ie]s)\b"
            r"|\bcochrane\b|\b\d+ (?:RCTs|randomi[sz]ed (?:controlled )?trials)\b",
        ),
        (
            Design.UNCONTROLLED_SERIES,
            r"\b(?:no|without(?: an?)?) (?:comparison|control) group\b|\bno comparator\b",
        ),
        (
            Design.RANDOMISED_TRIAL,
            r"\b(?:were|was|participants|patients|adults|people|women|men|children|subjects)\b[^.]{0,80}\brandom(?:ly|i[sz]ed|i[sz]ation)\b"
            r"|\brandomi[sz]ed[ ,](?:[\w-]+[ ,]){0,4}?(?:trial|study|controlled)\b|\bRCT\b|\bplacebo-controlled\b"
            r"|\bdouble-blind\b(?! (?:trials? )?(?:are|is) needed)",
        ),
        (
            Design.CASE_REPORT,
            r"\bcase report\b|\bwe (?:report|describe|present) (?:a|the|one) (?:case|patient)\b|\ba case (?:is"
            r"|was) presented\b|\ba case of\b",
        ),
        (Design.CASE_SERIES, r"\bcase series\b|\bseries of (?:\d+|\w+) (?:cases|patients)\b"),
        (
            Design.COHORT,
            r"\b(?:prospective|retrospective|population-based)?\s?cohort\b|\bcase[- ]control(?:led)?\b"
            r"|\bmatched controls?\b|\bhazard ratio\b|\bodds ratio\b",
        ),
        (Design.REGISTRY, r"\bregist(?:ry|er) (?:study|data|of)\b"),
        (Design.UNCONTROLLED_RETROSPECTIVE, r"\bretrospective(?:ly)?\b|\blooked back at (?:the )?records\b"),
        (
            Design.UNCONTROLLED_SERIES,
            r"\bopen[- ]label\b|\bsingle[- ]arm\b|\buncontrolled\b|\bpilot study\b|\bcross-?sectional\b|\bsurvey\b",
        ),
    )
)
_NOT_IN_PEOPLE = re.compile(
    r"\b(?:mice|mouse|rats?|murine|in vitro|cell lines?|zebrafish|rabbits?|in silico)\b", re.IGNORECASE
)
_NEEDED = re.compile(
    r"[^.]*\b(?:needed|required|warranted|should be|future|further|necessary|asks? for|calls? for|lack of)\b[^.]*\.?",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\bn\s?=\s?(\d[\d,]*)|\b(\d[\d,]*)\s+(?:[\w-]+\s+){0,3}?(?:patients|participants|people|adults|children|women|men|subjects|individuals|volunteers|cases)\b",
    re.IGNORECASE,
)
_FEW_PEOPLE = 100  # as in bot.evidence
_LICENCES = {
    Certainty.HIGH: Strength.DOES,
    Certainty.MODERATE: Strength.PROBABLY,
    Certainty.LOW: Strength.MAY,
    Certainty.VERY_LOW: Strength.UNCERTAIN,
}


class Estimate(Record):
    """What a source text seems to be. `None` is what it does not say."""

    design: Design | None
    participants: int | None
    in_people: bool
    certainty: Certainty
    why: str

    @property
    def licensed(self) -> Strength:
        return _LICENCES[self.certainty]


def estimate(text: str) -> Estimate:
    """Return what kind of evidence a text reports, judged from its own words."""
    told = _NEEDED.sub(" ", text[:_MAX_CHARS])
    design = next((design for design, pattern in _DESIGNS if pattern.search(told)), None)
    numbers = [int((a or b).replace(",", "")) for a, b in _PEOPLE.findall(told)]
    participants = max((number for number in numbers if 0 < number < 100_000_000), default=None)
    in_people = not _NOT_IN_PEOPLE.search(told) or participants is not None
    level, reasons = _level(design, participants, in_people)
    return Estimate(
        design=design,
        participants=participants,
        in_people=in_people,
        certainty=level,
        why="; ".join(reasons),
    )


def _level(design: Design | None, participants: int | None, in_people: bool) -> tuple[Certainty, list[str]]:
    if not in_people:
        return Certainty.VERY_LOW, ["not studied in people"]
    if design in {Design.SYSTEMATIC_REVIEW, Design.RANDOMISED_TRIAL}:
        if design is Design.RANDOMISED_TRIAL and participants is not None and participants < _FEW_PEOPLE:
            return Certainty.MODERATE, [
                f"estimated from its words: {design.value}",
                f"only {participants} people",
            ]
        return Certainty.HIGH, [f"estimated from its words: {design.value}"]
    if design in {Design.COHORT, Design.REGISTRY}:
        return Certainty.LOW, [f"estimated from its words: {design.value}"]
    named = design.value if design else "no study design recognised"
    return Certainty.VERY_LOW, [f"estimated from its words: {named}"]
