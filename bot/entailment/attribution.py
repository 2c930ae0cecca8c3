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
_SAYS = (
    r"(?:says?|said|states?|stated|advises?|advised|recommends?|recommended|writes?|wrote|warns?|warned|reports?"
    r"|reported|lists?|listed|names?|named|mentions?|mentioned|describes?|described|notes?|noted)"
)
_SPEAKERS = (
    r"(?:page|item|release|review|leaflet|website|site|sheet|notice|statement|makers?|company|manufacturer|regulator"
    r"|agency|association|committee|panel|editors?|reviewers|authors|database|textbook|label|article|report|news"
    r"|summary|abstract|letter|guideline|guidance|bulletin|notice)"
)
# A body by its own name has more than one capital or figure in it ("NICE TA814", "DermNet"), so that a drug or a
# person that opens a sentence is none.
_NAME = (
    r"(?-i:[A-Z][a-z]*[A-Z][\w’'-]*(?: [A-Z0-9][\w’'-]*){0,5}"
    r"|[A-Z][a-z]+(?:(?: of| for| and| the){0,2} [A-Z][\w’'-]*){1,6}|Lilly|Sanofi|Pfizer|Incyte|Regeneron)"
)
_WORD = r"\(?[\w’'-]+\)?"
_TOLD = re.compile(
    rf"\b(?:the|a|an|this|that|its"
    rf"|our) (?:{_WORD} ){{0,6}}?{_SPEAKERS}(?:['’]s?)?(?: (?!that\b){_WORD}){{0,9}}? {_SAYS}\b"
    rf"|(?:^|[,;:] |\b(?:the|The) ){_NAME}(?: \([\w ]+\))?(?:['’]s? \w+)? (?:{_SAYS}\b|gives? [^.;]{{1,120}}? as )"
    rf"|\baccording to (?:an? |{_NAME})"
    rf"|, (?!so\b|which\b|and\b|but\b|as\b|or\b)(?:(?:the|a|an|its) (?:{_WORD} ){{0,6}}?{_SPEAKERS}|(?:the )?{_NAME})"
    rf"(?: (?:from|of|by) (?:{_WORD} ?){{1,5}})? {_SAYS}(?: (?:in|on) [\w ]{{4,20}})?(?=[.,;]|$)"
    rf"|, (?:says?|said|reports?|reported|writes?|wrote) (?:the|a|an|its|{_NAME})\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf", (?!so\b|which\b|and\b|but\b|as\b|or\b)(?:(?:the|a|an|its) (?:{_WORD} ){{0,6}}?(?:{_SPEAKERS}|bulletin|source)"
    rf"|(?:the )?{_NAME})(?: (?:from|of|by|other than) (?:{_WORD} ?){{1,5}}?)?(?: {_SAYS})(?: (?:in"
    rf"|on) [\w ]{{4,20}})?(?=[.,;]|$)"
    rf"|, by (?:the|an?|its) (?:{_WORD} ){{0,4}}?{_SPEAKERS}\b[^,;]*\.?$",
    re.IGNORECASE,
)
_IN_A_DOCUMENT = re.compile(
    rf"\b(?:in|on|from|by) (?:the|its|our|an?) (?:{_WORD} ){{0,4}}?(?:{_SPEAKERS}|plan|text|notes|bulletin)\b"
    rf"|\bby (?:the )?{_NAME}['’]s? (?:count|figures|text)\b",
    re.IGNORECASE,
)
# What a maker or a website may say of its medicine, and no name in front of it licenses.
_VERDICT = re.compile(
    r"\b(?:safe(?:ly|r|st)?|harmless|effective(?:ly)?|efficacious|works?|worked|cur(?:e|es|ed|ing)|proven?|proves|best"
    r"|well tolerated|reliable|helps?|helped|clears?|improves?|treats|heals?|relieves?|prevents?|reduces"
    r"|eases|superior)\b",
    re.IGNORECASE,
)


def is_attributed(text: str) -> bool:
    """Say whether the authors, the page or the letter of a source are named as those who say it."""
    return _ATTRIBUTED.search(text) is not None


def is_told_as_words(text: str) -> bool:
    """Say whether anybody is named as the one who says it: a body by its name, a maker, a news item."""
    return any(each.search(text) for each in (_ATTRIBUTED, _TOLD, _TAIL, _IN_A_DOCUMENT))


def ends_with_a_speaker(text: str) -> bool:
    """Say whether the whole sentence is put in somebody's mouth at its end: "…, a news item says"."""
    return _TAIL.search(text) is not None


def is_licensed_as_words(text: str) -> bool:
    """Say whether it may be told as somebody's words whatever the certainty.

    A name in front licenses no verdict on a treatment: "DermNet says that it is safe" is held to the evidence.
    """
    told = _TOLD.search(text) or _TAIL.search(text)
    return is_attributed(text) or (told is not None and _VERDICT.search(text) is None)
