"""A line of names → the persons, or nothing where it is no such line. By hand, since patterns for names explode."""

from __future__ import annotations

import re

_DEGREES = frozenset("md phd mbbs msc rn pharmd bsc frcp mph do dphil mrcp".split())
_PARTICLES = frozenset("van von de der den la le al el bin ibn da dos del di".split())
_MARKS = re.compile(r"[*†‡§¶#]|(?<=[a-zA-Z.])\d+(?:,\d+)*|\s\d+(?=[,;]|\s*$)")
_PARTS = re.compile(r",|;| and | & ")
_MOST_CHARS = 1_500


def persons_in(line: str) -> tuple[str, ...] | None:
    """Return the persons that a line lists; None if it holds anything else, or only one without "By"."""
    if len(line) > _MOST_CHARS:
        return None
    by = re.match(r"^(?:(?:written|authored) )?by:?\s+(?=[A-Z])|^authors?:\s*", line, re.IGNORECASE)
    names: list[str] = []
    for part in _PARTS.split(_MARKS.sub("", line[by.end() :] if by else line)):
        name = part.strip(" .,")
        if not name or name.casefold().replace(".", "") in _DEGREES:
            continue
        if not _is_name(name):
            return None
        names.append(part.strip(" ,"))
    return tuple(names) if len(names) > 1 or (by and names) else None


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or not all(_is_name_word(word) for word in words):
        return False
    return sum(len(word.strip(".")) > 1 and word[0].isupper() for word in words) >= 1 and words[-1][0].isupper()


def _is_name_word(word: str) -> bool:
    if word in _PARTICLES:
        return True
    letters = word.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    return letters.isalpha() and word[0].isupper()
