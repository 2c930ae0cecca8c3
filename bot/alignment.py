"""Claim and sentence laid side by side word by word: where they share words, do they deny the same ones?"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.stances import Covered, covered_words

_LONGEST = 150  # content words; the comparison is quadratic in them


def denied_differently(claim: str, sentence: str, *, close: bool) -> str | None:
    """Return a word that one of the two denies and the other asserts at the same place, if there is one.

    Runs of at least two shared words count; single words only where the two are `close` to one another.
    """
    ours, theirs = covered_words(claim), covered_words(sentence)
    if not ours or not theirs or max(len(ours), len(theirs)) > _LONGEST:
        return None
    matcher = SequenceMatcher(None, _forms(ours), _forms(theirs), autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size < (1 if close else 2):
            continue
        for step in range(block.size):
            mine, other = ours[block.a + step], theirs[block.b + step]
            if mine.word.form == "person":
                continue  # because people are not what is denied
            if mine.under_negation != other.under_negation:
                return mine.word.written
    return None


def _forms(words: Sequence[Covered]) -> list[str]:
    return [covered.word.form for covered in words]
