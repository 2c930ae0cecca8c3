"""Which drugs and conditions a source is about: the lexicon's names that stand in its title or all through its text."""

from __future__ import annotations

from collections import Counter

from bot.lexicon import Lexicon, NameKind
from bot.types import Record

# A name that stands in the text so often beside the most frequent one is what the source is about, too. Chosen on
# the generated documents of tests/ingest_documents.py; lower, every drug that was tried before comes along.
_SHARE_OF_MOST = 0.45
_FEWEST = 3
_FEWEST_OF_A_SHORT_TEXT = 1
_SHORT_TEXT = 1_500  # characters


class Names(Record):
    drugs: tuple[str, ...]
    conditions: tuple[str, ...]
    quotes: dict[str, str]
    unlisted: tuple[str, ...]


def names_of(title: str, sentences: tuple[str, ...], lexicon: Lexicon) -> Names:
    """Return the drugs and conditions of a source, each with the first sentence that names it.

    `unlisted` are words that end as drugs or diseases do and that the lexicon does not know.
    """
    quotes: dict[str, str] = {}
    counts: dict[NameKind, Counter[str]] = {kind: Counter() for kind in NameKind}
    unlisted: Counter[str] = Counter()
    in_title = {mention.name for mention in lexicon.mentions(title, fuzzy=True) if mention.covered}
    for sentence in (title, *sentences):
        for mention in lexicon.mentions(sentence, fuzzy=True):
            if mention.covered:
                counts[mention.kind][mention.name] += 1
                quotes.setdefault(mention.name, sentence)
            elif mention.kind is NameKind.DRUG:
                unlisted[mention.name] += 1
                quotes.setdefault(mention.name, sentence)
    short = sum(map(len, sentences)) < _SHORT_TEXT
    chosen = {kind: _chosen(counts[kind], in_title, short=short, lexicon=lexicon) for kind in NameKind}
    often = [name for name, count in unlisted.most_common() if count >= (_FEWEST_OF_A_SHORT_TEXT if short else _FEWEST)]
    return Names(
        drugs=chosen[NameKind.DRUG],
        conditions=chosen[NameKind.CONDITION],
        quotes=quotes,
        unlisted=tuple(often),
    )


def _chosen(counts: Counter[str], in_title: set[str], *, short: bool, lexicon: Lexicon) -> tuple[str, ...]:
    if not counts:
        return ()
    most = counts.most_common(1)[0][1]
    fewest = _FEWEST_OF_A_SHORT_TEXT if short else _FEWEST
    titled = [name for name in counts if name in in_title]
    often = [name for name, count in counts.most_common() if count >= max(fewest, _SHARE_OF_MOST * most)]
    named = [*titled, *often] if titled else often or [counts.most_common(1)[0][0]]
    named = list(dict.fromkeys(named))
    if len(named) > 1:
        named = [name for name in named if not lexicon.is_harm(name) or name in in_title] or named
    return tuple(named)
