"""Studies that a question points at by how many people they had: "the 28-person study", "the report of 20 people"."""

from __future__ import annotations

import re

STUDY_SIZE = re.compile(
    r"\b(\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|twenty[- ]eight)"
    r"[- ](?:(?:sick|ill|adult|female|male|ppp|eczema|pustulosis) )?"
    r"(?:people|person|patients?|participants?|subjects?)\b"
    r"|\b(?:study|series|report|letter|paper|trial) (?:of|on|with|in) (\d{1,5})\b"
    r"|\bof the (\d{1,5})\b(?= (?:in|who|were|had|got|on|people|patients))",
    re.IGNORECASE,
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20, "thirty": 30, "twenty eight": 28,
}  # fmt: skip


def study_size(question: str) -> int | None:
    """Return how many people the study has that a question points at."""
    found = STUDY_SIZE.search(question)
    if found is None:
        return None
    word = next(filter(None, found.groups()))
    return int(word) if word.isdigit() else _WORDS[word.casefold().replace("-", " ")]


def study_size_in(question: str) -> str | None:
    """Return by which number of people a question points at a study, as it is written."""
    found = STUDY_SIZE.search(question)
    return found.group() if found else None


def without_study_sizes(text: str) -> str:
    """Return a text with these blotted out, each letter by a line, so that they ask for no number."""
    return STUDY_SIZE.sub(lambda match: "_" * len(match.group()), text)
