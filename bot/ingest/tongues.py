"""In which language a text is. A source in another language than English is refused; a notice in one is removed."""

from __future__ import annotations

import unicodedata

from bot.text.plain_text import english_share
from bot.triage.tongue_model import likeliest

ENGLISH = "en"
_FEWEST_LETTERS = 60  # shorter texts are names and headings, which have no language for certain
_SURE = 0.95
# Share of small English words from which a text is English, whatever the classifier makes of its names of drugs.
_ENGLISH_SHARE = 0.2
_OTHER_SCRIPT = 0.3


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, "en" where nothing is sure."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return ENGLISH
    if sum(not _is_latin(char) for char in letters) >= _OTHER_SCRIPT * len(letters):
        return likeliest(text)[0] if len(letters) > 3 else "und"
    if len(letters) < _FEWEST_LETTERS or english_share(text) >= _ENGLISH_SHARE:
        return ENGLISH
    code, probability = likeliest(text)
    return code if probability >= _SURE else ENGLISH


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(
        ("LATIN", "GREEK", "MICRO", "MODIFIER", "MATHEMATICAL", "FULLWIDTH LATIN")
    )
