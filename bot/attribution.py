"""Whether a sentence is told as somebody's words."""

from __future__ import annotations

import re

# "The authors conclude", "according to the page", "the letter's text says": told as somebody's words. "The study
# shows" is not: it vouches for what follows.
_ATTRIBUTED = re.compile(
    r"\b(?:authors?|letter|page|article|abstract|summary|report|researchers|doctors|label|guideline|text"
    r"|source)\b(?:'s)?"
    r"(?: (?!that\b)[\w'-]+){0,4}? (?:say|conclude|suggest|report|write|think|claim|describe|mention|name|list"
    r"|ask|advise|note|call|give|take|state|read|speak)(?:s|d|ed)?\b"
    r"|\baccording to (?:the|this|its)\b|\bby the (?:table|text)\b"
    r"|\bin the (?:authors'|text|letter|table)\b|\b(?:table|text) (?:shows|lists|gives)\b"
    r"|\b(?:named|listed|mentioned|reported|stated|described) (?:by|in|on) the "
    r"(?:page|letter|article|abstract|summary)\b"
    r"|, (?:it|they) (?:says?|said)\b"
    r"|\bthe (?:page|letter|authors|article)(?:'s)? (?:list|say)s?\b|\bthe authors' (?:opinion|view)\b",
    re.IGNORECASE,
)


def is_attributed(text: str) -> bool:
    return _ATTRIBUTED.search(text) is not None
