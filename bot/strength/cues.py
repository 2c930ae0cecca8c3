"""Sentence → tokens, each with the class of cue it belongs to: hedge, causal verb, association noun, frame.

The lists live in data/strength/cues.toml. Matching walks a tree of words once, so its time grows with the
length of the sentence and with nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "strength"
# Longer text is read up to here: 4,000 characters are no sentence, and what follows is left unread.
# Chosen, unmeasured.
MAX_SENTENCE_CHARS = 4000

_ESCAPE = re.compile(r"\\{1,4}(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)
_SPACE = re.compile(r"\s+")
_STRAIGHT = str.maketrans("\u2018\u2019\u201b\u02bc\u201c\u201d\u2010\u2011", "''''\"\"--")
_TOKEN = re.compile(
    r"clinicaltrials\.gov"
    r"|[^\W\d_]+n't\b|[^\W\d_]+(?=n't\b)"
    r"|[^\W\d_]+(?:-[^\W\d_]+)*(?:'[^\W\d_]{1,2}\b)?"
    r"|\d+(?:[.,]\d+)*%?"
    r"|[^\w\s]",
    re.IGNORECASE,
)
_MODAL_CUES = frozenset({"may", "probably", "ability", "will", "negation"})
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Token:
    """One word, figure or mark: `sentence[start:end]`, its lower-case form, and its class of cue, if any."""

    word: str
    start: int
    end: int
    cue: str = ""
    first: bool = True  # the first word of its cue


@dataclass(frozen=True)
class Tagged:
    """A cleaned sentence and its tokens in order."""

    text: str
    tokens: tuple[Token, ...]

    def written(self, first: int, last: int | None = None) -> str:
        """Return the words from token `first` to token `last` as they were written."""
        return self.text[self.tokens[first].start : self.tokens[first if last is None else last].end]


def words(text: str) -> frozenset[str]:
    """Return the words of `text` as a set."""
    return frozenset(text.split())


def clean(sentence: str) -> str:
    """Undo what copying did to a text: literal escapes, UTF-8 read as Windows-1252, runs of white space."""
    text = sentence[:MAX_SENTENCE_CHARS]
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    text = _MOJIBAKE.sub(_undo_mojibake, text)
    return _SPACE.sub(" ", text).strip()


def _undo_mojibake(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]


def tag(sentence: str) -> Tagged:
    """Return the cleaned sentence with every cue marked; the longest phrase that starts at a word wins."""
    text = clean(sentence)
    folded = text.translate(_STRAIGHT)
    matched = [(match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(folded)]
    tokens: list[Token] = []
    at = 0
    while at < len(matched):
        cue, length = _longest([word for word, _, _ in matched[at : at + 8]])
        if not cue and matched[at][0] == "work" and tokens and tokens[-1].cue in _MODAL_CUES:
            cue = "cause"  # because "could work" claims an effect and "at work" does not
        for offset in range(length):
            word, start, end = matched[at + offset]
            tokens.append(Token(word, start, end, cue, first=offset == 0))
        at += length
    return Tagged(text, tuple(tokens))


@dataclass
class _Node:
    cue: str
    after: dict[str, _Node]


def _longest(words: Sequence[str]) -> tuple[str, int]:
    node = _tree()
    found = ("", 1)
    for depth, word in enumerate(words, 1):
        following = node.after.get(word)
        if following is None:
            break
        node = following
        if node.cue:
            found = (node.cue, depth)
    return found


@cache
def _tree() -> _Node:
    root = _Node("", {})
    lists: dict[str, list[str]] = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
    for cue, phrases in lists.items():
        for phrase in phrases:
            for words in expand(phrase):
                node = root
                for word in words:
                    node = node.after.setdefault(word, _Node("", {}))
                node.cue = node.cue or cue  # the lists stand in order of precedence
    return root


def expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of words that a phrase of the lists stands for: "reduce! a|the" is eight."""
    slots: list[list[str]] = []
    for slot in phrase.split():
        forms: list[str] = []
        for word in slot.split("|"):
            forms.extend(inflect(word[:-1]) if word.endswith("!") else [word])
        slots.append(forms)
    for words in product(*slots):
        yield tuple(match[0] for match in _TOKEN.finditer(" ".join(words)))


def inflect(verb: str) -> tuple[str, ...]:
    """Return the regular forms of a verb: reduce, reduces, reduced, reducing."""
    if verb.endswith("e"):
        return (verb, verb + "s", verb + "d", verb[:-1] + "ing")
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return (verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return (verb, verb + "es", verb + "ed", verb + "ing")
    if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        doubled = verb + verb[-1]
        return (verb, verb + "s", verb + "ed", verb + "ing", doubled + "ed", doubled + "ing")
    return (verb, verb + "s", verb + "ed", verb + "ing")
