"""Text → sentences, with the offsets at which each one stands."""

from __future__ import annotations

import re
from typing import NamedTuple

import sentencex

# What is read in a sentence of the corpus is kept for the next question, of so many; about 1 KB each.
KEPT_SENTENCES = 32_768

# sentencex reads "0.05. The" as an ordinal and goes on; a full stop after a figure ends a sentence when
# a capital letter follows.
_END_AFTER_FIGURE = re.compile(r"(?<=[0-9%])\.(?=\s+[A-Z])")
_LINE_BREAKS = re.compile(r"\n[ \t]*\n|\n(?=\s*(?:[-*•|]|\d+[.)]\s))")


class Span(NamedTuple):
    """A piece of a text: `text == whole[start:end]`, without space at either end."""

    text: str
    start: int
    end: int


def split_sentences(whole: str) -> tuple[Span, ...]:
    """Return the sentences of `whole` in order; blank lines and list items end a sentence too.

    Offsets count characters of `whole`, and every character that is not white space is in one sentence.
    """
    spans: list[Span] = []
    block_start = 0
    ends = [match.start() for match in _LINE_BREAKS.finditer(whole)]
    for block_end in [*ends, len(whole)]:
        spans.extend(_sentences_of(whole, block_start, block_end))
        block_start = block_end
    return tuple(spans)


def _sentences_of(whole: str, start: int, end: int) -> list[Span]:
    at = start
    spans: list[Span] = []
    for segment in sentencex.segment("en", whole[start:end]):
        cuts = [match.end() for match in _END_AFTER_FIGURE.finditer(segment)]
        for left, right in zip([0, *cuts], [*cuts, len(segment)], strict=True):
            piece = segment[left:right]
            begin = whole.index(piece, at) if piece.strip() else at
            stripped = piece.strip()
            if stripped:
                first = whole.index(stripped, begin)
                spans.append(Span(stripped, first, first + len(stripped)))
                at = first + len(stripped)
    return spans
