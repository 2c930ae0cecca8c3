"""A sign by itself, out of a message that wraps it in a conclusion or names a medicine after it.

"Can I put my numb arm down to sleeping on it": a net reads the conclusion and not the arm.
"""

from __future__ import annotations

import re

_FRAME = re.compile(
    r"^\W*(?:(?:so|and|but|then|ok) )*(?:(?:can|could|may|should|would|do|shall) (?:i|we|you)|i can|we can)(?: \w+)?? "
    r"(?:conclude|presume|assume|say|take it|suppose|guess|think|believe|put)(?: that)? "
    r"(?=(?:my|the|this|these|his|her|our|it"
    r"|\w+ (?:arm|leg|chest|face|skin|eyes?|stools?|pain|cough|rash|fever|headache))\b)",
    re.IGNORECASE,
)
# What the sign is taken for: "… is just a cold", "… down to a bug".
_ITS_CAUSE = re.compile(r"\b(?:is|are|was|were|comes?|came|down|must be|isn'?t|aren'?t)\b[^,;.]*", re.IGNORECASE)
_ON_A_MEDICINE = re.compile(
    r",? \b(?:on|from|after|since|with|using|taking) (?:(?:starting|taking|my|the|this) )?\w+\W*$", re.IGNORECASE
)
_ASKS_ITS_CAUSE = re.compile(
    r"^\W*(?:(?:so|and|but|hi|please|why|could|can) )*(?:is|are|was|were|does|do|be) "
    r"(?P<whose>my|his|her|our|their|the kid'?s|the baby'?s) (?P<sign>[^,;.?!]{3,60}?) "
    r"(?:(?:be )?(?:from|because of|due to|caused by|down to)|on|since) (?:\w+ ){0,3}\w+\W*$",
    re.IGNORECASE,
)
_HAS = {
    "my": "I have",
    "our": "we have",
    "his": "he has",
    "her": "she has",
    "their": "they have",
    "the": "the child has",
}
_MINE_OR_THEIRS = re.compile(r"\b(?:my|i|he|she|his|her|our)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\?|^\W*(?:(?:can|could|does|do|did|is|are|was|were|will|would|what|which|how|why|who|when)\b)", re.IGNORECASE
)


def in_a_conclusion(text: str) -> str | None:
    """Return what somebody wants to conclude about, without what they take it for; None where nothing is concluded."""
    told = " ".join(text.split())
    framed = _FRAME.match(told)
    return _by_itself(_ITS_CAUSE.sub("", told[framed.end() :]), text) if framed else None


def in_a_cause(text: str) -> str | None:
    """Return a sign as somebody's own, of whom it is asked whether it comes from something: "are her lips from it?"."""
    asked = _ASKS_ITS_CAUSE.match(" ".join(text.split()))
    return f"{_HAS[asked['whose'].casefold().split()[0]]} {asked['sign']}" if asked else None


def before_a_medicine(text: str) -> str | None:
    """Return what somebody tells of a person, without the medicine named last; None for a question, or of nobody."""
    told = " ".join(text.split())
    return _by_itself(told, text) if _MINE_OR_THEIRS.search(told) and not _ASKS.search(told) else None


def _by_itself(told: str, text: str) -> str | None:
    told = _ON_A_MEDICINE.sub("", told).replace(" ,", ",").strip(" ,.?!")
    return told if len(told.split()) > 1 and told.casefold() != text.strip(" ,.?!").casefold() else None
