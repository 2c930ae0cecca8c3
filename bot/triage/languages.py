"""Text → the language it is in, and whether a sign of an emergency or a crisis stands in it, in that language.

The languages, their replies and their words are data: bot/data/languages.toml, which speakers can read and correct.
Scripts tell most languages apart; those in Latin letters are told by their small words, weighed against English ones,
so that English with a few foreign or misspelt words stays English.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.text.plain_text import english_words
from bot.triage.tongue_model import likeliest
from bot.types import Reason, Record

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_OTHER_SCRIPTS_SHARE = 0.3  # of the letters; English names a drug in another script less; chosen, unmeasured
# Signs of other languages that English shares, to the eye; they do not tell the languages apart.
_ENGLISH_TOO = re.compile(
    r"\b(?:confus|overdos|anaph[iy]la|convuls|stroke|suicid|infarct|coma|toxic|sui\b|sangr|vomit|epilep|asfixia|alle\b)\w*",
    re.IGNORECASE,
)
_PHRASE_COUNTS = 2  # a phrase of two or three words tells as much as two small words; chosen, unmeasured

_SHARED = frozenset("de on to an per he met ten men dan last mine at do so is no il not ten".split())  # English too
_FEW_WORDS = 3  # so short a message may be told by one small word; misspelt English is longer; chosen, unmeasured
# Of 20,220 English messages without a language told by small words, 423 have so few English words, and from this
# probability on the model calls none of these another language (but for pig Latin).
_FEWEST_WORDS = 2
_ENGLISH_SHARE = 0.2
_LIKELY = 0.4
_ALL_BUT_SURE = 0.8  # of a language that has no reply here
_COUNTED_WITH = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "ms": "id", "fil": "tl"}
_LONG_PHRASE = 3  # words
_ONE_WORD_MORE = r"(?:\W+\w+)?\W+"
_A_FEW_LETTERS = r"[^.!?]{0,10}"
_UP_TO_TWELVE_LETTERS = r"[^.!?]{0,12}"
_UP_TO_FOUR_WORDS = r"(?:\W+\w+){0,4}?\W+"

# What the Unicode name of a letter begins with → languages of data/languages.toml, the likeliest first. `_MARKS` are
# letters or words that only one of them has.
_SCRIPTS = {
    "CYRILLIC": ("ru", "uk"), "ARABIC": ("ar", "fa", "ur"), "DEVANAGARI": ("hi", "mr"), "BENGALI": ("bn",),
    "GURMUKHI": ("pa",), "TAMIL": ("ta",), "TELUGU": ("te",), "THAI": ("th",), "GREEK": ("el",), "HEBREW": ("he",),
    "HANGUL": ("ko",), "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "CJK": ("zh", "ja"),
}  # fmt: skip
_MARKS = (
    ("uk", "[іїєґ]"), ("ur", "[ٹڈڑںےہھ]"), ("fa", "[پچژگکی]"), ("mr", "ळ|आहे|आणि|किंवा|मला|तुम्ही|माझ"),
)  # fmt: skip
# Spellings of one letter that people do not keep apart when they type.
_ONE_LETTER = str.maketrans("أإآٱىةيكۀہھ", "ااااىهىکههه", "\u093c\u0640") | {
    ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("ँ"): "ं", ord("ı"): "i", ord("ł"): "l", ord("ø"): "o",
    ord("đ"): "d", ord("ё"): "е", ord("ß"): "ss",
}  # fmt: skip


class Language(Record):
    """One language of data/languages.toml."""

    code: str
    name: str
    reviewed: bool
    reply: str
    emergency: str
    crisis: str
    small_words: tuple[str, ...]
    emergency_words: tuple[str, ...]
    crisis_words: tuple[str, ...]


class Tongue(Record):
    """What a message is written in: `code` None is a language that is not known here."""

    code: str | None
    sign: Reason | None = None


class _Signs(Record):
    emergency: str
    crisis: str


@cache
def languages() -> dict[str, Language]:
    """Return the languages by their code (ISO 639-1)."""
    raw = tomllib.loads((files("bot") / "data" / "languages.toml").read_text(encoding="utf-8"))
    return {entry["code"]: Language(**entry) for entry in raw["language"]}


def tongue_of(text: str) -> Tongue | None:
    """Return what other language than English a plain text is in, or None for English.

    A text in English with a sign of an emergency in another script counts as that language: it must not be missed.
    """
    letters = [char for char in text if char.isalpha() and not char.isascii()]
    by_script = _of_script(text, letters)
    if by_script is not None:
        return by_script
    return _of_small_words(text) or _of_letters(text)


def _of_script(text: str, letters: list[str]) -> Tongue | None:
    names = [unicodedata.name(char, "").split(" ")[0].removesuffix("-") for char in letters]
    other = [name for name in names if name not in {"LATIN", "MODIFIER", "FEMININE", "MASCULINE", "MICRO", ""}]
    if not other:
        return None
    codes = _SCRIPTS.get(max(sorted(set(other)), key=other.count), ())
    if "HIRAGANA" in other or "KATAKANA" in other:
        codes = ("ja", "zh")
    for code, marks in _MARKS:
        if code in codes and re.search(marks, text):
            codes = (code, *(each for each in codes if each != code))
            break
    sign = next(((reason, code) for code in codes for reason in [_sign(text, code)] if reason), None)
    if sign is not None:
        return Tongue(code=codes[0], sign=sign[0])
    if len(other) < _OTHER_SCRIPTS_SHARE * sum(char.isalpha() for char in text):
        return None
    return Tongue(code=codes[0] if codes else None)


def _of_small_words(text: str) -> Tongue | None:
    words = set(_WORD.findall(_folded(text)))
    english = len(words & _english())
    counts = {code: len(words & small) for code, small in _small_words().items()}
    if english > max(counts.values(), default=0) + _PHRASE_COUNTS:
        return None  # no phrase could tip the balance
    signs = {code: _sign(text, code) for code in counts}
    own = _ENGLISH_TOO.sub(" ", text)
    for code in counts:
        counts[code] += _PHRASE_COUNTS if signs[code] and _sign(own, code) else 0
    if not counts:
        return None
    most = max(counts, key=lambda code: counts[code])
    foreign = counts[most]
    alone = not english and (signs[most] is not None or len(words) <= _FEW_WORDS)
    if foreign > english and (foreign > 1 or alone):
        return Tongue(
            code=most, sign=signs[most] or next((signs[c] for c in counts if signs[c] and counts[c] > english), None)
        )
    return None


def _of_letters(text: str) -> Tongue | None:
    """Return the language of a text with few English words, by its letters: "Onko Olumiant hyväksytty?"."""
    words = set(_WORD.findall(_folded(text)))
    if len(words) < _FEWEST_WORDS or len(words & _english()) > _ENGLISH_SHARE * len(words):
        return None
    code, probability = likeliest(text)
    code = _COUNTED_WITH.get(code, code)
    if code in languages() and probability >= _LIKELY:
        return Tongue(code=code, sign=_sign(text, code))
    return Tongue(code=None) if code != "en" and probability >= _ALL_BUT_SURE else None


def _sign(text: str, code: str) -> Reason | None:
    """Return the sign that stands in a text, read in one language; a crisis comes first."""
    signs = _patterns()[code]
    folded = _folded(text)
    if code not in _small_words():
        folded = re.sub(r"\s+", "", folded)
    if re.search(signs.crisis, folded):
        return Reason.CRISIS
    return Reason.EMERGENCY if re.search(signs.emergency, folded) else None


@cache
def _patterns() -> dict[str, _Signs]:
    return {
        code: _Signs(
            emergency=_pattern(language, language.emergency_words), crisis=_pattern(language, language.crisis_words)
        )
        for code, language in languages().items()
    }


def _pattern(language: Language, words: tuple[str, ...]) -> str:
    """Return one expression for all words; those of scripts that are not Latin stand anywhere, spaces left out.

    A phrase of three words or more may have another small word between them: "nie chcę już żyć".
    """
    folded = [_folded(word) for word in words]
    if not language.small_words:
        return "|".join(
            _UP_TO_TWELVE_LETTERS.join(_closely(part.split(), _A_FEW_LETTERS) for part in word.split("*"))
            for word in folded
        )
    return rf"(?<!\w)(?:{'|'.join(_in_latin_letters(word) for word in folded)})(?!\w)"


def _in_latin_letters(phrase: str) -> str:
    parts = [part.split() for part in phrase.split(" * ")]
    written = (_closely(words, _ONE_WORD_MORE, " ") for words in parts)
    return _UP_TO_FOUR_WORDS.join(written).replace(r"\*", r"\w*")


def _closely(words: Sequence[str], between: str, else_between: str = "") -> str:
    long = len(words) >= _LONG_PHRASE
    return (between if long else else_between).join(map(re.escape, words))


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """Return the small words of the languages in Latin letters, by code, without those that are English too."""
    return {
        code: frozenset(_folded(word) for word in language.small_words) - _english() - _SHARED
        for code, language in languages().items()
        if language.small_words
    }


@cache
def _english() -> frozenset[str]:
    names = {"rinvoq", "upadacitinib", "dupixent", "dupilumab"}
    more = (
        "a i in is me do so on or at an as no son was die man want met car pain per come male also dose jak min".split()
    )
    return frozenset(english_words()) - names | frozenset(more)


def _folded(text: str) -> str:
    """Return a text without case, accents of Latin letters, and spellings that people mix up."""
    low = text.casefold().replace("’", "'").translate(_ONE_LETTER)
    if any(
        "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff" or "\u0300" <= char <= "\u036f" for char in low
    ):
        low = "".join(char for char in unicodedata.normalize("NFD", low) if not "\u0300" <= char <= "\u036f")
        low = unicodedata.normalize("NFC", low)
    return " ".join(low.split())
