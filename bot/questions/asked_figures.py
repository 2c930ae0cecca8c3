"""Which figures a question asks for, or brings along, and which sentences have them."""

from __future__ import annotations

import re

from bot.text.score_steps import SCALES, STEP, names_step
from bot.types import Facet, Query

FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)")
_ASKED = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)(?= ?(?:%|percent\b|per cent\b))"
    r"|(?<![\w.])(\d+(?:\.\d+)?)(?= ?mg\b|s (?:left|over|tablets?|pills?|from|of)\b)"
    rf"|\b(?:{SCALES})[- ]?(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_IS_QUOTED = re.compile(
    r"\b(?:seen|saw|read|heard|says?|said|saying|quot(?:ed|es?)|told|reports?|reported|claims?|figure|show(?:s|ed)"
    r"|found|ratio)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![\w.])\d\.\d{1,2}(?![\w.]*\d)(?! ?(?:%|per ?cent|mg|g\b|kg|mm|years?|weeks?))")
_ASKS_FOR_NUMBERS = re.compile(
    r"\b(?:how (?:many|much|often|common|likely|big|large|high)|what (?:share|percentage|proportion|percent|rate)"
    r"|when (?:did|does|do|was|were)|how (?:long|soon|fast|quick(?:ly)?)"
    r"|(?:what(?:'?s| is)|how (?:big|high)) (?:is )?(?:my|the|your) risk"
    r"|figures?|numbers?|NNT|rates?|per ?cent(?:age)?|statistics|stats|results?|odds|chances?)\b|%",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\b(\d+) ?mg\b", re.IGNORECASE)
_DOSE_AGAINST = re.compile(r"(?<![\w.])(\d{1,2})(?= (?:vs\.?|versus|or|against|compared)\b)", re.IGNORECASE)
_ASKS_FOR_SHARES = re.compile(
    r"\b(?:how (?:many|often|common|likely)"
    r"(?! (?:more |extra )?(?:days?|weeks?|months?|years?|mg|milligrams|times|tablets|doses))"
    r"|what (?:share|percentage|proportion|percent|rate|%)|per ?cent(?:age)?|odds|chances?)\b|%",
    re.IGNORECASE,
)
_RATE = re.compile(r"\d ?%|\bper 100 person-years\b|\b\d+ of (?:the |these )?\d+\b|\bthe odds of\b", re.IGNORECASE)
_BY_GROUP = re.compile(r"\b(?:each|groups?|arms?|how many (?:got|took|had)|and how many)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\(\d+ (?:people|adults|patients|children)\)|\b\d+ (?:got|took|on) ", re.IGNORECASE)
# "What share did not get better?", and the sentence that tells it.
_WHO_DID_NOT = re.compile(
    r"\b(?:did|do|does|have|has|will|would)(?:n'?t| not|(?: \w+){1,2} not)(?: \w+){0,2}? (?:respond\w*|get|got"
    r"|improved?|work\w*|help(?:ed)?|clear\w*|reach\w*|re-?gr[eo]w\w*|benefit\w*|see|seen|have|had)\b"
    r"|\bnon-?respon\w+|\bfail(?:ed|s)? to (?:respond|improve|reach|clear)"
    r"|\b(?:no|without(?: any)?) (?:improvement|response|benefit|regrowth|success)\b|\bfor whom it (?:failed|did)\b"
    r"|\bit (?:does|did)(?:n'?t| not) (?:work|help)\b",
    re.IGNORECASE,
)
_TELLS_WHO_DID_NOT = re.compile(r"\bdid not (?:reach|respond|improve|get|have)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\bthis (?:\w+ )?(?:goal|step|score|mark)\b", re.IGNORECASE)
_A_SHARE = re.compile(r"\d ?%|\b\d+ (?:in|of) (?:the |these )?\d+\b|\bhalf\b", re.IGNORECASE)
_OWN_SCORE = re.compile(
    rf"\b(?:{SCALES}|NRS|score)\b(?: (?:score|is|was|of|at|came|out|my|her|his|to)\b){{0,4}} (\d{{1,3}})\b(?! ?%)",
    re.IGNORECASE,
)
_BAND = re.compile(r"\b(\d{1,3}) to (\d{1,3})\b")
_TELLS_BANDS = re.compile(r"\bscore of \d{1,3} to \d{1,3}\b", re.IGNORECASE)


def asked_figures(query: Query) -> frozenset[str]:
    """Return the figures that a question asks to find again: a share, a dose or a step of a score.

    A person's age or weight is no figure of a study, "100%" is more often an emphasis than a share, and a question
    about safety asks for no figure.
    """
    if query.facet is Facet.SAFETY:
        return frozenset()
    asked = _ASKED.findall(query.question)
    found = frozenset(share or dose for share, dose, _ in asked) - {"100", ""}
    found |= frozenset(step for _, _, step in asked if step)
    if query.facet is Facet.EFFICACY:  # "what are my chances on 15 mg" asks for shares
        found -= {dose for _, dose, _ in asked}
    return found


def quoted_shares(query: Query) -> frozenset[str]:
    """Return the shares in per cent that a question quotes: "I read 71%", "is it 71% or 72.4%?".

    One that nobody is said to have told is more often somebody's own: "about 70% of my hair is gone".
    """
    shares = frozenset(share for share, _, _ in _ASKED.findall(query.question) if share) - {"100"}
    return shares if len(shares) > 1 or _IS_QUOTED.search(query.question) else frozenset()


def quoted_ratios(query: Query) -> frozenset[str]:
    """Return the ratios that a question quotes: "the review showed 0.83"; no dose, share or age is one."""
    return frozenset(_RATIO.findall(query.question)) if _IS_QUOTED.search(query.question) else frozenset()


def tells_figure(text: str, figure: str, query: Query) -> bool:
    """Say whether a sentence has a figure as it is asked about: a share as a share, not as a number of people."""
    unit = (
        r" ?(?:%|per ?cent\b)" if re.search(rf"(?<![\w.]){re.escape(figure)} ?(?:%|per ?cent)", query.question) else ""
    )
    return re.search(rf"(?<![\w.]){re.escape(figure)}(?!\.?\d){unit}", text) is not None


def names_a_step(query: Query) -> bool:
    return names_step(query.question)


def has_the_step(text: str, query: Query) -> bool:
    """Say whether a sentence has the step of a score that a question names, "EASI 75"; so has each if it names none."""
    steps = STEP.findall(query.question)
    return not steps or any(re.search(rf"\b{scale}[- ]?{step}\b", text, re.IGNORECASE) for scale, step in steps)


def asks_who_did_not(query: Query) -> bool:
    """Say whether a question asks how many people a treatment did not help."""
    of_benefit = query.facet in {Facet.EFFICACY, Facet.GENERAL, Facet.COMPARISON}
    return of_benefit and asks_for_shares(query) and _WHO_DID_NOT.search(query.question) is not None


def tells_who_did_not(text: str) -> bool:
    """Say whether a sentence tells which share of people a treatment did not help."""
    told = _TELLS_WHO_DID_NOT.search(text) is not None and not _POINTS_BACK.search(text)
    return told and _A_SHARE.search(text) is not None


def asks_for_numbers(query: Query) -> bool:
    return _ASKS_FOR_NUMBERS.search(query.question) is not None


def asks_for_shares(query: Query) -> bool:
    """Say whether a question asks how many people something happened to; not how many weeks, or when."""
    return _ASKS_FOR_SHARES.search(query.question) is not None


def doses_in(text: str) -> frozenset[str]:
    """Return the doses in milligrams that a text names."""
    return frozenset(_DOSE.findall(text))


def doses_compared(question: str) -> frozenset[str]:
    """Return the doses that a question sets against something, "Rinvoq 15 vs Dupixent", in milligrams."""
    return doses_in(question) | frozenset(_DOSE_AGAINST.findall(question))


def tells_rate(text: str) -> bool:
    """Say whether a sentence tells how often something happened."""
    return _RATE.search(text) is not None


def asks_by_group(query: Query) -> bool:
    """Say whether a question asks how many people were in each group of a study."""
    return _BY_GROUP.search(query.question) is not None


def counts_groups(text: str) -> bool:
    """Say whether a sentence tells how many people were in at least two groups."""
    return len(_COUNTED.findall(text)) > 1


def own_score(query: Query) -> int | None:
    """Return the score that somebody tells as their own: "my DLQI was 17"."""
    told = _OWN_SCORE.search(query.question)
    return int(told[1]) if told else None


def tells_bands(text: str) -> bool:
    """Say whether a sentence tells what a score from one number to another means."""
    return _TELLS_BANDS.search(text) is not None


def fits_score(text: str, score: int) -> bool:
    """Say whether a sentence that tells what bands of a score mean tells the band of this one, or tells of no bands."""
    return not tells_bands(text) or any(int(low) <= score <= int(high) for low, high in _BAND.findall(text))
