"""What was typed → the words that are meant: disguises taken off, codes tried.

Three kinds of disguise, each for its own use:

- `plain`: letters that only look different (full-width, mathematical, Cyrillic look-alikes, zero-width marks between
  them) become the letters they stand for. Innocent texts bring these too, from other programs; nothing is held
  against them.
- `unspaced`: letters typed apart or as figures ("c h e s t", "1gn0r3") become words. Likewise.
- `decoded`: base64, rot13, hexadecimal, and text written backwards. Nobody asks about a treatment in code by accident.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

_MAX_CHARS = 4_000  # longer texts are not searched for codes; questions are at most 2,000
_MOST_CODES = 6  # of base64 or hexadecimal in one text; more are not tried

# Letters of Cyrillic and Greek that nobody can tell from Latin ones on a screen; source: Unicode confusables.txt.
_LOOKALIKES = str.maketrans(
    "аеорсхуіјѕԁɡһӏԛԝвкмнтАВЕКМНОРСТХУІЈЅαορυνικτγеΑΒΕΖΗΙΚΜΝΟΡΤΥΧɑıοսոցհԱ",
    "aeopcxyijsdghlqwbkmhtABEKMHOPCTXYIJSaopuviktyeABEZHIKMNOPTYXaiounghU",
)
_LATIN = re.compile(r"[A-Za-z]")
_LOOKALIKE = re.compile("[" + "".join(chr(code) for code in _LOOKALIKES) + "]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS_ON_LATIN = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]{2,}|(?<=[A-Za-z])[\u0335-\u0338]")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_APART = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-_*/|]{1,8}[^\W_]){3,}(?![^\W_])")
_FIGURES = str.maketrans("013457@$", "oieastas")
_FIGURED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[0134578@$])[\w@$]{2,}\b|\b\d{2,3}\b")
_UNIT = re.compile(r"^\d+(?:[.,]\d+)?(?:mg|kg|g|ml|mcg|cm|mm|st|nd|rd|th|s|h|d|w|wks?|yo?|yrs?|x|am|pm|c|f|k)?$", re.I)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")
_HEX = re.compile(r"(?:\b[0-9a-fA-F]{2}[ ,:]){5,}[0-9a-fA-F]{2}\b|\b(?:[0-9a-fA-F]{2}){8,}\b")
# What frightened people type that no list of small words has; letters typed apart are put together with these.
_ALARM_WORDS = frozenset(
    "chest pain breathe breath kill die dying suicide suicidal stroke heart attack swallowed overdose bleeding lips "
    "tongue throat swollen seizure fainted collapsed unconscious ignore rules instructions prompt dose safe previous "
    "system reveal print rinvoq upadacitinib dupixent dupilumab prescribe disclaimers end life hurt myself".split()
)


def plain(text: str) -> str:
    """Return `text` in plain letters, one space between words; what it says is not changed."""
    text = unicodedata.normalize("NFKC", _TAGS.sub(lambda match: f" {_untagged(match[0])} ", text))
    text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cf")
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if "%" in text and re.search(r"%[0-9A-Fa-f]{2}", text):
        text = unquote(text, errors="replace")
    text = _MARKS_ON_LATIN.sub("", unicodedata.normalize("NFKD", text)) if _MARKS_ON_LATIN.search(text) else text
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("`", "'")
    if any(_LATIN.search(word) and _LOOKALIKE.search(word) for word in _WORD.findall(text)):
        text = text.translate(_LOOKALIKES)
    return text.strip()


def unspaced(text: str) -> str | None:
    """Return a plain text with letters that were typed apart or as figures put into words; None if it has none."""
    text = text[:_MAX_CHARS]
    told = _APART.sub(lambda match: _together(match[0]), text)
    figured = [word for word in _FIGURED.findall(told) if not _UNIT.match(word)]
    if len(figured) > 1:
        told = _FIGURED.sub(lambda match: match[0].translate(_FIGURES), told)
        told = told if english_share(told) > english_share(text) else text
    return told if told != text else None


def decoded(text: str) -> tuple[str, ...]:
    """Return what a plain text says in code, most likely first; empty if it holds none."""
    text = text[:_MAX_CHARS]
    found = [_from_base64(code) for code in _BASE64.findall(text)[:_MOST_CODES]]
    found += [_from_hex(code) for code in _HEX.findall(text)[:_MOST_CODES]]
    share = english_share(text)
    for other in (codecs.encode(text, "rot13"), text[::-1]):
        if english_share(other) >= max(0.3, share + 0.3) and len(_WORD.findall(other)) > 2:
            found.append(other)
    return tuple(each for each in found if each)


def english_share(text: str) -> float:
    """Return the share of words that are small words of English, 0 to 1; 0 without words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return sum(word in english_words() for word in words) / len(words) if words else 0.0


@cache
def english_words() -> frozenset[str]:
    """Return small and medical words of English: bot/data/empty_words.txt, and those of emergencies."""
    return frozenset((files("bot") / "data" / "empty_words.txt").read_text(encoding="utf-8").split()) | _ALARM_WORDS


def _untagged(tags: str) -> str:
    return "".join(chr(ord(char) - 0xE0000) for char in tags)


def _together(apart: str) -> str:
    """Join letters typed apart. Wider gaps part words; without any, known words do."""
    words = [re.sub(r"[\W_]+", "", word) for word in re.split(r"(?:[ ]{2,}|\s*[/|]\s+)", apart)]
    if len(words) > 1:
        return " ".join(words)
    return _parted(words[0])


def _parted(letters: str) -> str:
    """Return letters as known words where that accounts for all of them, else unchanged."""
    low = letters.casefold()[:200]
    best: list[list[str] | None] = [[]] + [None] * len(low)
    for end in range(1, len(low) + 1):
        for start in range(max(0, end - 14), end):
            before, word = best[start], low[start:end]
            if (
                before is not None
                and word in english_words()
                and (best[end] is None or len(before) < len(best[end] or ()))
            ):
                best[end] = [*before, word]
    parts = best[len(low)]
    return " ".join(parts) if parts else letters


def _from_base64(code: str) -> str | None:
    try:
        return _readable(base64.b64decode(code + "=" * (-len(code) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def _from_hex(code: str) -> str | None:
    return _readable(bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", code)))


def _readable(raw: bytes) -> str | None:
    """Return bytes as text if they are words: printable, mostly letters and spaces, with a space or a known word."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not text.isprintable() or sum(char.isalpha() or char.isspace() for char in text) < 0.7 * len(text):
        return None
    return text if english_share(text) > 0.2 else None
