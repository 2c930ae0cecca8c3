"""Masks what identifies a person in a message, before anything else reads it: retrieval, a model, a log, an answer.

Rules, not a model: names are only found where somebody introduces a person ("my name is …"). Why, and what was
measured: docs/decisions/0008-privacy-rules.md.
"""

from __future__ import annotations

import re

MASKS = ("[name]", "[phone]", "[email]", "[date of birth]", "[address]", "[record number]")

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
)
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|way|place|pl|square|sq|terrace|crescent|boulevard"
    r"|blvd|gardens|grove|row|hill|park|mews|straße|strasse|rue|via|calle)"
)
_RECORD = (
    r"(?:NHS|MRN|SSN|social security|insurance|policy|patient|hospital|medical record|record|chart|member|passport"
    r"|health card|medicare|medicaid|national insurance|NI|CHI|case file|file|ID)"
)
_NOT_A_NAME = (
    r"(?!(?:I|I'm|ID|Rinvoq|Upadacitinib|Dupixent|Dupilumab|Olumiant|Litfulo|Leqselvi|Opzelura|Xeljanz|Eczema|Vitiligo"
    r"|PPP|Alopecia|The|My|And|But|So|What|Is|Does|Can|How|Why|When|Where|Who|Not|Just|Very|Really|Sorry|From|On|In|A)\b)"
)
_NAME = rf"{_NOT_A_NAME}[A-Z][\w'’-]{{1,30}}"
_INTRODUCES = (
    r"(?i:my (?:full )?name(?:'s| is)|i am called|i'm called|call me|name:|named|signed,?|yours(?: sincerely)?,"
    r"|(?:kind |best )?regards,|thanks,)"
)
_KIN = (
    r"(?i:my (?:son|daughter|wife|husband|partner|mother|father|mum|mom|dad|sister|brother|child|baby|friend"
    r"|neighbou?r|patient|girlfriend|boyfriend|doctor|dermatologist)),?"
)

# In order: what is more particular first, so that a longer mask is not cut by a shorter one.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[email]", re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,24}){1,4}\b")),
    (
        "[date of birth]",
        re.compile(
            r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born)(?: is| was)?(?: on| in)?[:\s]{0,3}" + _DATE,
            re.IGNORECASE,
        ),
    ),
    (
        "[record number]",
        re.compile(
            rf"\b{_RECORD}(?: {_RECORD})?(?: (?:number|no\.?|num|id|code))?(?: is)?[:#\s]{{1,3}}"
            r"(?:[A-Z]{1,4}[ -]?)?\d[\dA-Z -]{4,20}\d",
            re.IGNORECASE,
        ),
    ),
    ("[record number]", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    (
        "[address]",
        re.compile(
            r"\b(?:zip|post ?code|postal code|PLZ)(?: is)?[:\s]{1,3}[A-Z\d][A-Z\d -]{2,9}[A-Z\d]\b", re.IGNORECASE
        ),
    ),
    (
        "[phone]",
        re.compile(
            r"(?<![\w.,/-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]?\d{2,5}){2,4}"
            r"(?![\w%/]|\.\d|-\d)"
        ),
    ),
    (
        "[address]",
        re.compile(rf"\b\d{{1,5}}[a-z]?,? (?:[A-Z][\w'’-]{{1,30}} ){{1,3}}{_STREET}\b\.?", re.IGNORECASE),
    ),
    ("[address]", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    ("[name]", re.compile(rf"\b{_INTRODUCES}\s{{1,3}}{_NAME}(?: {_NAME}){{0,3}}")),
    (
        "[name]",
        re.compile(
            r"\b(?:my name is|my name's|i am called|i'm called) [a-z][a-z'-]{1,20}(?: [a-z][a-z'-]{2,20})?",
            re.IGNORECASE,
        ),
    ),
    ("[name]", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame)\.? [A-Z][\w'’-]{1,30}(?: [A-Z][\w'’-]{1,30})?")),
    ("[name]", re.compile(rf"\b{_KIN} {_NAME}(?: {_NAME})?")),
)
_KEPT = re.compile(rf"^(?:{_INTRODUCES}|{_KIN}(?= ))")
_SHORTEST_PHONE = 9  # digits; the shortest national numbers with their area code


def masked(text: str) -> str:
    """Return the text with identifiers replaced by what they were: "my name is [name]".

    Phone numbers need nine digits or more, so that figures of a study stay. Bounded: no pattern repeats without end.
    """
    for mask, pattern in _RULES:
        text = pattern.sub(lambda match, mask=mask: _replaced(match.group(), mask), text)  # type: ignore[misc]  # reason: mypy cannot type a default argument of a lambda
    return text


def _replaced(found: str, mask: str) -> str:
    if mask == "[phone]" and sum(char.isdigit() for char in found) < _SHORTEST_PHONE:
        return found
    if mask == "[name]":
        lead = _KEPT.match(found)
        return f"{lead.group()} {mask}" if lead else mask
    return mask
