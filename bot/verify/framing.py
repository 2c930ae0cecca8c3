"""What may stand around a finding: who says it, in how many people, compared with what, and what it is weighed against.

Source: docs/decisions/0003-evidence-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.entailment.attribution import is_licensed_as_words, is_told_as_words
from bot.evidence import licensed_strength, rate
from bot.types import Certainty, ClaimKind, Reading, Strength, StudyCard

_CLAUSE = re.compile(
    r"; |: |, (?=(?:so|which|and so|therefore|thus|proving|showing|meaning)\b)"
    r"|, (?=and (?:[\w-]+ ){1,3}(?:(?:is|are) (?:(?:very|quite|always|highly|both) )?(?:safe|effective"
    r"|harmless)|works?|helps?)\b)",
    re.IGNORECASE,
)
_SEVERAL_CLAUSES = re.compile(r"[;:?]|, (?:but|so|and|because|which|while)\b", re.IGNORECASE)
_HEDGES = {
    Certainty.MODERATE: "It is likely that {}",
    Certainty.LOW: "It is possible that {}",
    Certainty.VERY_LOW: "It is very uncertain whether {}",
}
_OWN_HEDGE = re.compile(r"\b(?:probably|likely) ", re.IGNORECASE)
_ONE_PERSON = re.compile(
    r"\b(?:one|a|this|the|1)\b[\w\s'-]{0,20}\b(?:wom[ae]n|m[ae]n|person|patient|case|she|her|he|his)\b"
    r"|\b(?:she|her|he|his)\b",
    re.IGNORECASE,
)
_PEOPLE = r"(?:people|patients|persons|participants|adults|children|women|men|cases?|of them)"
_WORDS_OF_NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve").split()
_COMPARED = re.compile(
    r"\bcompar(?:ison|ator|ed)\b|\bcontrol(?:led)? (?:group|arm)?|\bplacebo\b|\brandomi[sz]ed\b", re.IGNORECASE
)
_UNCOMPARED = re.compile(r"\b(?:no|without(?: an?)?) (?:comparison|control) group\b|\bdid not compare\b", re.IGNORECASE)
_EVERYBODY = re.compile(
    r"\b(?:you|your|everyone|everybody|nobody|patients|anyone|people (?:with|on|who)|most people)\b", re.IGNORECASE
)


def is_framed(text: str, card: StudyCard) -> bool:
    """Say whether a report tells of how many people its figures are, or that it is about one person.

    The number is the study's own, or a part of it told as a part: "3 of 6", "half of the 6 people", "case 4".
    """
    if card.participants is None:
        return False
    if card.participants == 1:
        return _ONE_PERSON.search(text) is not None
    return tells_of(text, card.participants)


def tells_of(text: str, participants: int | None) -> bool:
    """Say whether a finding is told of so many people, of a part of them, or of one case of them."""
    if participants is None:
        return False
    number = str(participants)
    if participants < len(_WORDS_OF_NUMBERS):
        number = rf"(?:{number}|{_WORDS_OF_NUMBERS[participants]})"
    return (
        re.search(
            rf"\b{number}\b(?: \w+)? {_PEOPLE}\b|\bof (?:the |these )?{number}\b|\b\d+ of (?:the )?(?:\d+)\b(?! %)"
            rf"|\bcases? \d+\b|\bin (?:one|two|three|two or three) (?:of them|people|women?|men|man|persons?)\b"
            rf"|^one (?:wom[ae]n|man|person)\b|\b(?:those|them) \d+\b",
            text,
            re.IGNORECASE,
        )
        is not None
    )


def licence(
    text: str,
    reading: Reading,
    cards: Sequence[StudyCard],
    told: Sequence[Reading] = (),
) -> Strength:
    """Return the strongest wording that these sources allow this sentence.

    A report of a finding is licensed at any certainty if its frame stands in it, and so are somebody's words told
    as such; both only up to DOES: nothing licenses ABSOLUTE. `told` are the readings of the sentences that it
    retells: a framed sentence may say as much as they do.
    """
    base = max(licensed_strength(rate(card).certainty, reading.kind, card.kind) for card in cards)
    return Strength.DOES if _is_licensed_by_frame(text, reading, cards, told) else base


def oversteps_in_a_clause(
    text: str, cards: Sequence[StudyCard], read: Callable[[str], Reading], told: Sequence[Reading] = ()
) -> bool:
    """Say whether a clause that follows ("…, so it works") says more than its own frame and the evidence license."""
    for at, clause in _later_clauses(text):
        own = read(clause)
        if _is_aside(text[:at], clause):
            continue
        general = max(licensed_strength(rate(card).certainty, own.kind, card.kind) for card in cards)
        if own.strength > general and not _is_licensed_by_frame(clause, own, cards, told):
            return True
    return False


def _later_clauses(text: str) -> Iterator[tuple[int, str]]:
    """Yield each clause after the first, with the 0-based character at which the one before it ends."""
    cuts = [(match.start(), match.end()) for match in _CLAUSE.finditer(text)]
    for at, (before, start) in enumerate(cuts):
        yield before, text[start : cuts[at + 1][0] if at + 1 < len(cuts) else len(text)]


_ASIDE = re.compile(r"^which\b[^,;:]+, \w")


def _is_aside(before: str, clause: str) -> bool:
    """Say whether a clause is an aside within somebody's words: "the page says that X, which slows Y, raised Z"."""
    told = re.search(r"\bthat\b", before) is not None and is_told_as_words(before)
    return told and _ASIDE.search(clause) is not None and is_licensed_as_words(f"{before}, {clause}")


def _is_licensed_by_frame(text: str, reading: Reading, cards: Sequence[StudyCard], told: Sequence[Reading]) -> bool:
    if is_licensed_as_words(text):
        return True
    if reading.negated and reading.kind is ClaimKind.EFFICACY:
        return True  # a denied benefit never overclaims; whether it is supported is asked separately
    as_strong = any(each.strength >= reading.strength or each.is_report for each in told)
    return (reading.is_report or as_strong) and any(is_framed(text, card) for card in cards)


def weakened(text: str, reading: Reading, certainty: Certainty) -> str | None:
    """Return the sentence with the hedge that this certainty asks for; None where no hedge fits.

    A hedge fits before one plain statement; before a report, a denial or several clauses it makes nonsense.
    """
    hedge = _HEDGES.get(certainty)
    told = reading.is_report or reading.negated or bool(reading.wordings) or is_told_as_words(text)
    if hedge is None or told or not text or _SEVERAL_CLAUSES.search(text):
        return None
    text = _OWN_HEDGE.sub("", text)  # "it is possible that it probably helps"
    is_name = text[1:2].isupper() or not text[1:2].isalpha()
    return hedge.format(text if is_name else text[0].lower() + text[1:])


def lacks_comparison(text: str, sentence: str) -> bool:
    """Say whether a finding leaves out that nothing was compared, which the sentence it retells says."""
    return _UNCOMPARED.search(sentence) is not None and _COMPARED.search(text) is None


def framed(text: str, card: StudyCard) -> str | None:
    """Return a finding with its frame (how many people, compared with nothing); None where none can be added."""
    if card.comparator or card.participants is None or _EVERYBODY.search(text) or not text.endswith("."):
        return None
    where = (
        ""
        if is_framed(text, card)
        else f", in {card.participants} people"
        if card.participants > 1
        else ", in one person"
    )
    return f"{text[:-1]}{where}, with no comparison group."
