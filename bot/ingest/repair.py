"""Broken characters, hidden characters, glued headings, stuck reference numbers: put right, one string at a time."""

from __future__ import annotations

import re
from typing import NamedTuple

import ftfy

from bot.errors import DocumentError

_FIXING = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_character_width=False, explain=False)
# Marks that no reader sees. Soft hyphens and joiners are ordinary leftovers; letters of the tag block are not.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TAG_LETTERS = re.compile("[\U000e0020-\U000e007e]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
# "PPP.2 In", "(UC).3 It", "0.05%.1 Janus": the superscript of a reference after a full stop.
_STUCK_REFERENCE = re.compile(r"(?<=[A-Za-z%)\]])\.\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[A-Z\"“]|\s*$)")
_BRACKET_REFERENCE = re.compile(r"\s?\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\](?!\s?%)")
SECTION_WORDS = (
    "Background Objectives? Aims? Purpose Introduction Methods? Materials Results? Findings Conclusions? Discussion "
    "Interpretation Limitations? Funding Safety Design Setting Participants Importance"
).split()
_GLUED = re.compile(rf"(?:(?<=^)|(?<=[.)\]?!])|(?<=[.)\]?!]\s))({'|'.join(SECTION_WORDS)})(?=[A-Z][a-z]|[A-Z]\s)")


class Repaired(NamedTuple):
    text: str
    hidden: str  # what stood in letters that no reader sees


def decode(raw: bytes) -> str:
    """Return a text file's text.

    Raises:
        DocumentError: it is no text, in none of the encodings that say which they are.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if b"\x00" in raw[:4096]:
        raise DocumentError("is not a text file; save it as PDF, DOCX, HTML or plain text and ingest that")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def repair(text: str) -> Repaired:
    """Return a text with its broken characters put right, and what it hid in letters that nobody sees."""
    hidden = "".join(_untagged(match) for match in _TAG_LETTERS.findall(text))
    text = _INVISIBLE.sub("", _TAG_LETTERS.sub("", text))
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n"))
    return Repaired(ftfy.fix_text(text, _FIXING), hidden)


def on_one_line(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def without_reference_numbers(text: str) -> str:
    """Take out the numbers that point to references; the end of an address or a DOI is none."""

    def unstuck(match: re.Match[str]) -> str:
        word = match.string[: match.start()].rsplit(maxsplit=1)
        return match.group() if word and "/" in word[-1] else "."

    return _BRACKET_REFERENCE.sub("", _STUCK_REFERENCE.sub(unstuck, text))


def unglued(text: str) -> list[tuple[str, str]]:
    """Return ("", text), then (heading, text) for each section heading that stands glued to its first word."""
    parts = _GLUED.split(text)
    if len(parts) == 1:
        return [("", text)]
    rest = zip(parts[1::2], parts[2::2], strict=True)
    return [part for part in [("", parts[0].strip()), *((name, body.strip()) for name, body in rest)] if any(part)]


def _untagged(letters: str) -> str:
    return "".join(chr(ord(letter) - 0xE0000) for letter in letters)
