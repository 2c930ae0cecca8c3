"""A follow-up that a model rewrote to stand alone: is it made of the reader's own words and nothing else?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.lexicon import Lexicon
from bot.text.words import content_forms, read_words

_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_MAX_CHARS = 400  # a question that grew longer than this did not get clearer; chosen, unmeasured


def is_faithful(condensed: str, questions: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether each name, figure and content word of `condensed` stands in one of the questions."""
    said = " ".join(questions)
    names = {mention.name for mention in lexicon.mentions(said, fuzzy=True)}
    return (
        0 < len(condensed) <= _MAX_CHARS
        and "\n" not in condensed
        and {mention.name for mention in lexicon.mentions(condensed, fuzzy=True)} <= names
        and set(_FIGURE.findall(condensed)) <= set(_FIGURE.findall(said))
        and set(content_forms(read_words(condensed))) <= set(content_forms(read_words(said)))
    )
