"""What a sentence says of an approval: that there is one for a name, or that there is none."""

from __future__ import annotations

import re

from bot.lexicon import Lexicon

_APPROVAL = re.compile(r"\bapprov|\blicen[sc]ed|\bauthori[sz]", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not|no|nor|never|without)\b", re.IGNORECASE)


def speaks_of_approval(text: str) -> bool:
    return _APPROVAL.search(text) is not None


def affirms_approval(text: str, name: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence tells of an approval in the clause that holds this name, without a denial in it."""
    if not speaks_of_approval(text):
        return False
    return any(not _NEGATION.search(clause) for clause in re.split(r"[;:]", text) if _holds(clause, name, lexicon))


def _holds(clause: str, name: str, lexicon: Lexicon) -> bool:
    return name.casefold() in clause.casefold() or lexicon.covers(name, lexicon.names_in_evidence(clause))
