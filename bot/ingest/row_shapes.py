"""Rows of loose words → cells: what can be told apart is, what cannot stays together under all its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"^[<>≤≥]?-?\d+(?:\.\d+)?%?$")
_UNIT = re.compile(
    r"^(?:mg|g|kg|ml|mcg|µg|mm|cm|%|mg/day|mg/d|mg/kg|years?|yrs?|months?|weeks?|wks?|days?|hours?|y|mo)[,.]?$",
    re.IGNORECASE,
)
_CODE = re.compile(r"^[A-Z]{1,2}$")
_SMALL = frozenset("a an and at by for from in of on or per the to vs with before after n".split())
_FEWEST_LOWER_WORDS = 3  # a heading with so many ordinary words in small letters writes only first words large


@dataclass(frozen=True)
class Shaped:
    """Rows of the same shape: the key, cells that were told apart, then what was not."""

    rows: tuple[tuple[str, ...], ...]
    first: int  # cells after the key that are told apart by their kind
    middle: bool
    numbers: int
    tail: bool


@dataclass(frozen=True)
class _Word:
    text: str
    kind: str  # N number, Q quantity ("15 mg"), C code ("F"), W word


def shape_rows(texts: Sequence[str]) -> Shaped | None:
    """Return rows cut into the same cells; None if they do not have the same shape."""
    keys = [text.split(maxsplit=1)[0].rstrip(".)") for text in texts]
    rows = [_words(text.split(maxsplit=1)[1] if " " in text else "") for text in texts]
    if len(rows) < 2 or any(not row for row in rows):
        return None
    first = _common_start(rows)
    rests = [row[first:] for row in rows]
    runs = [_longest_run(rest) for rest in rests]
    count = runs[0][1] - runs[0][0]
    if any(stop - start != count for start, stop in runs) or count < 2:
        if first < 2:
            return None
        runs, count = [(len(rest), len(rest)) for rest in rests], 0
    if count and any(
        word.kind == "N" for rest, run in zip(rests, runs, strict=True) for word in (*rest[: run[0]], *rest[run[1] :])
    ):
        return None  # because a number outside the columns of numbers may be another row's
    middles = [" ".join(word.text for word in rest[: run[0]]) for rest, run in zip(rests, runs, strict=True)]
    tails = [" ".join(word.text for word in rest[run[1] :]) for rest, run in zip(rests, runs, strict=True)]
    if any(tails) != all(tails) or any(middles) != all(middles):
        return None
    cells = [
        (
            key,
            *(word.text for word in row[:first]),
            *([middle] if middle else []),
            *(word.text for word in rest[run[0] : run[1]]),
            *([tail] if tail else []),
        )
        for key, row, rest, run, middle, tail in zip(keys, rows, rests, runs, middles, tails, strict=True)
    ]
    return Shaped(tuple(cells), first, any(middles), count, any(tails))


def header_of(groups: Sequence[str], shaped: Shaped) -> tuple[str, ...] | None:
    """Return a heading for each cell of the rows; None if the headings cannot be told apart for certain.

    `groups` are the pieces of the heading, as blank lines part them.
    """
    if not groups:
        return None
    words = groups[0].split(maxsplit=1)
    key = words[0].strip(".:,")
    if not key.isalpha() and key not in {"#", "No"}:
        return None
    pieces = _whole_pieces([*words[1:], *groups[1:]])
    split = _split_at_capitals(" ".join(pieces))
    needed = shaped.first + shaped.middle + shaped.numbers + shaped.tail
    if split and len(split) == needed:
        return (key, *split)
    right = shaped.numbers + shaped.tail
    if len(pieces) < right:
        return None
    left, ends = pieces[: len(pieces) - right], pieces[len(pieces) - right :]
    if shaped.numbers and not left and (shaped.first or shaped.middle):
        return None
    if {piece.split()[0] for piece in left} & {piece.split()[0] for piece in ends}:
        return None  # because a heading of the same measure is left over: the others may be shifted by one
    if shaped.middle and not shaped.first and left:
        return (key, " / ".join(left), *ends)
    named = _split_at_capitals(" ".join(left)) if left else None
    if named and len(named) >= shaped.first + shaped.middle:
        starts = named[: shaped.first]
        middle = [" / ".join(named[shaped.first :])] if shaped.middle else []
        return (key, *starts, *middle, *ends) if shaped.middle or len(named) == shaped.first else None
    if len(left) == shaped.first + shaped.middle:
        return (key, *left, *ends)
    return None


def _whole_pieces(pieces: Sequence[str]) -> list[str]:
    """Join the pieces of a heading that a line break cut: "PGA at 12" and "Weeks", "Age" and "(years)"."""
    whole: list[str] = []
    for piece in pieces:
        begun = whole and re.search(r"(?:\d|\b(?:at|of|in|per|before|after|to|vs\.?|and|or)|[/(–-])$", whole[-1])
        if whole and (begun or piece[0].islower() or piece[0] in "(["):
            whole[-1] += f" {piece}"
        else:
            whole.append(piece)
    return whole


def merged(shaped: Shaped) -> Shaped:
    """Return the rows with their first cells and the middle in one: for headings that cannot be told apart."""
    width = shaped.first + shaped.middle
    if width < 2:
        return shaped
    rows = tuple((row[0], " ".join(row[1 : 1 + width]), *row[1 + width :]) for row in shaped.rows)
    return Shaped(rows, 0, True, shaped.numbers, shaped.tail)


def _split_at_capitals(heading: str) -> list[str] | None:
    """Return the column names of a heading that writes only first words large; None if it writes all words large."""
    words = heading.split()
    lower = [word for word in words if word[0].islower() and word not in _SMALL]
    if len(lower) < _FEWEST_LOWER_WORDS or not words[0][0].isupper():
        return None
    names: list[str] = []
    for word in words:
        if word[0].isupper():
            names.append(word)
        else:
            names[-1] += f" {word}"
    return names


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    pieces = text.split()
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if _NUMBER.match(piece) and at + 1 < len(pieces) and _UNIT.match(pieces[at + 1]):
            words.append(_Word(f"{piece} {pieces[at + 1]}", "Q"))
            at += 2
            continue
        kind = "N" if _NUMBER.match(piece) else "C" if _CODE.match(piece) else "W"
        words.append(_Word(piece, kind))
        at += 1
    return words


def _common_start(rows: Sequence[Sequence[_Word]]) -> int:
    """Return how many words at the start are of the same kind in every row, words of a text aside."""
    count = 0
    while all(len(row) > count for row in rows):
        kinds = {row[count].kind for row in rows}
        if len(kinds) != 1 or kinds == {"W"}:
            break
        count += 1
    return count


def _longest_run(words: Sequence[_Word]) -> tuple[int, int]:
    """Return where the longest run of plain numbers starts and stops; the last one of equals."""
    best = (len(words), len(words))
    start = 0
    for at in range(len(words) + 1):
        if at == len(words) or words[at].kind != "N":
            if at - start >= max(1, best[1] - best[0]):
                best = (start, at)
            start = at + 1
    return best
