"""The sentences that a draft adds to its source's own: what it is, how few people, what it cannot tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.types import Derived, Design, Role, StudyCard
from bot.wordings import joined

NOT_REVIEWED = "No person has reviewed this text yet."
NO_LIMITS_FOUND = "No sentence of the source on its own limits was found."
DRAFTED = "Drafted by a program from the source's own words; the card and the sections are unreviewed."
DRAFTED_AND_REVIEWED = "Drafted by a program from the source's own words; a person reviewed the card and the sections."
_NOBODY_YET = "nobody has reviewed it yet"
_DOUBT_FOR_WANT_OF_REVIEW = re.compile(
    rf" ?It is uncertain how much of what it tells came from [^.\n]*, because {_NOBODY_YET}\."
)
NO_ADDRESS = "https://no-address.invalid/"
_DESIGNS = {
    Design.RANDOMISED_TRIAL: "a randomised trial",
    Design.SYSTEMATIC_REVIEW: "a review of randomised trials",
    Design.COHORT: "a study that followed groups",
    Design.REGISTRY: "a register study",
    Design.UNCONTROLLED_RETROSPECTIVE: "a look back at records",
    Design.UNCONTROLLED_SERIES: "a series",
    Design.CASE_SERIES: "a series",
    Design.CASE_REPORT: "a case report",
    Design.LETTER: "a letter",
}
_SEVERITY = re.compile(r"\b(serious|severe|significant|major|grave)\b", re.IGNORECASE)


def summary(card: StudyCard) -> list[str]:
    """Return what the source is about, and how uncertain that leaves us: carried by the card alone."""
    drugs, conditions = joined(card.drugs, "and"), joined(card.conditions, "and")
    about = f"{drugs or 'a treatment'}{f' in connection with {conditions}' if conditions else ''}"
    what = _DESIGNS.get(card.design, "a text")
    told = f"This is {what} on {about}{_people(card)}."
    doubt = f"It is uncertain how much of what it tells came from {drugs or 'the treatment'}, because {_because(card)}."
    return [f"{told} {doubt}"]


def harms(card: StudyCard, no_harm: Sequence[str]) -> list[str]:
    """Tell silence about harm again, with how few people were silent."""
    if not no_harm or not card.participants or card.participants < 2:
        return []
    severity = _severity(no_harm)
    kind = f"{severity} side effect" if severity else "side effect"
    article = "an " if kind[0] in "aeiou" else "a "
    bound = _bound(card.participants)
    plain = "no comparison group" if not card.comparator else f"they were compared with {card.comparator}"
    there = f"there was {plain}" if not card.comparator else plain
    return [
        f"According to the source, none of the {card.participants} people had {article}{kind}, and {there}. "
        f"With {card.participants} people, 0 {kind}s still fits a true rate of up to {bound}."
    ]


def derived(card: StudyCard, no_harm: Sequence[str]) -> list[Derived]:
    if not no_harm or not card.participants or card.participants < 2:
        return []
    how = f"one-sided 95% upper limit for 0 events in {card.participants} people, 1 − 0.05^(1/{card.participants})"
    return [Derived(figure=_bound(card.participants), how=how)]


def limits(card: StudyCard, comparison_known: bool) -> list[str]:
    """Return what the source cannot tell for want of what it does not have or does not say."""
    drugs = joined(card.drugs, "and") or "the treatment"
    lines = [NOT_REVIEWED]
    if card.comparator is None and comparison_known:
        lines.append(
            f"The source had no comparison group, so it cannot tell how {drugs} does against a placebo or "
            f"another treatment."
        )
    elif card.comparator is None:
        lines.append("The source does not say what the treatment was compared with.")
    if card.participants is None:
        lines.append("The source gives no number of people that could be told for certain.")
    if card.second_hand:
        lines.append("The source tells of somebody else's work, which has not been read for this text.")
    lines += [f"The source disagrees with itself. {each}" for each in card.inconsistencies]
    return [" ".join(lines)]


def as_reviewed(text: str) -> str:
    """Return an article without what was true only until a person reviewed it."""
    text = _DOUBT_FOR_WANT_OF_REVIEW.sub("", text.replace(DRAFTED, DRAFTED_AND_REVIEWED))
    text = text.replace(f"{NOT_REVIEWED} ", "")
    heading = f"## {Role.LIMITS.value}\n\n"
    text = text.replace(f"{heading}{NOT_REVIEWED}", f"{heading}{NO_LIMITS_FOUND}")
    return text.replace(f"\n\n{NOT_REVIEWED}", "")


def _people(card: StudyCard) -> str:
    if card.participants is None:
        return ""
    people = "one person" if card.participants == 1 else f"{card.participants} people"
    weeks = f" followed for {card.duration_weeks:g} weeks" if card.duration_weeks and card.participants > 1 else ""
    return f", in {people}{weeks}"


def _because(card: StudyCard) -> str:
    if card.comparator is None and card.participants:
        return "it tells of no comparison group"
    if card.participants is None:
        return "it gives no number of people"
    return _NOBODY_YET


def _severity(no_harm: Sequence[str]) -> str:
    """Return the mildest word that any of the sentences uses: "no adverse events" beside "no serious" claims more."""
    found = [match.group(1).casefold() for each in no_harm if (match := _SEVERITY.search(each))]
    return found[0] if found else ""


def _bound(people: int) -> str:
    return f"about {round(100 * (1 - 0.05 ** (1 / people)))}%"
