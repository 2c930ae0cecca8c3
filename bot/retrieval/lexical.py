"""BM25 over passages, as counts that a passage can be added to or taken from: nothing else is read again.

Scores are made when a question comes, from the counts; so a new passage changes the rarity of its words for all, at no
cost for all. Formula and constants are those of Lucene as bm25s has them (k1 1.5, b 0.75), and a test holds the
scores against bm25s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

_K1, _B = 1.5, 0.75
_WORD = re.compile(r"\b\w\w+\b")
# Lucene's list, the one that bm25s calls "en".
_EMPTY = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this"
    " to was will with".split()
)
_STEMMER = Stemmer.Stemmer("english")
_FILES = ("starts", "passages", "counts", "lengths")


def stems_of(text: str) -> list[str]:
    """Return the stems of the words that are searched for, in order, each as often as it stands there."""
    stems: list[str] = _STEMMER.stemWords([word for word in _WORD.findall(text.lower()) if word not in _EMPTY])
    return stems


class WordIndex:
    """Which passage has which stem how often. Passages are numbered from 0, in the order of the corpus."""

    def __init__(
        self,
        stems: Sequence[str],
        starts: NDArray[np.int64],
        passages: NDArray[np.int32],
        counts: NDArray[np.int32],
        lengths: NDArray[np.int32],
    ) -> None:
        """Take what `saved` wrote: the passages of stem `s` are `passages[starts[s]:starts[s + 1]]`."""
        self._places = {stem: at for at, stem in enumerate(stems)}
        self._starts, self._passages, self._counts, self._lengths = starts, passages, counts, lengths
        mean = float(lengths.mean()) if len(lengths) else 1.0
        self._damping = (_K1 * (1 - _B + _B * lengths / (mean or 1.0))).astype(np.float32)

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordIndex:
        """Read texts."""
        return cls.empty().updated(np.zeros(0, dtype=np.int64), dict(enumerate(texts)), len(texts))

    @classmethod
    def empty(cls) -> WordIndex:
        none = np.zeros(0, dtype=np.int32)
        return cls((), np.zeros(1, dtype=np.int64), none, none, none)

    def __len__(self) -> int:
        return len(self._lengths)

    def updated(self, moved: NDArray[np.int64], fresh: dict[int, str], size: int) -> WordIndex:
        """Return the index of `size` passages: of those here, the one at `n` goes to `moved[n]` (−1: it is gone).

        Only the texts of `fresh` (by their new number) are read.
        """
        places = dict(self._places)
        lengths = np.zeros(size, dtype=np.int32)
        stays = moved >= 0
        lengths[moved[stays]] = self._lengths[stays]
        added: list[tuple[int, int, int]] = []
        for number, text in fresh.items():
            stems = stems_of(text)
            lengths[number] = len(stems)
            added += [(places.setdefault(stem, len(places)), number, count) for stem, count in Counter(stems).items()]
        here = np.repeat(np.arange(len(self._places), dtype=np.int64), np.diff(self._starts))
        kept = moved[self._passages] >= 0 if len(moved) else np.zeros(0, dtype=bool)
        new = np.array(added, dtype=np.int64).reshape(-1, 3)
        stem = np.concatenate([here[kept], new[:, 0]])
        passage = np.concatenate([moved[self._passages[kept]], new[:, 1]])
        count = np.concatenate([self._counts[kept], new[:, 2]])
        order = np.lexsort((passage, stem))
        sizes = np.bincount(stem, minlength=len(places))
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return WordIndex(list(places), starts, passage[order].astype(np.int32), count[order].astype(np.int32), lengths)

    def nearest(self, terms: str, allowed: NDArray[np.bool_] | None, limit: int) -> list[int]:
        """Return the numbers of those passages that share a word with `terms`, best first; ties in corpus order.

        `allowed` says of each passage whether it may be returned; None: every one may.
        """
        scores = self.scores(terms)
        if allowed is not None:
            scores = np.where(allowed, scores, 0.0)
        found = np.flatnonzero(scores > 0)
        if len(found) > 4 * limit:  # because sorting every passage that has one of the words costs more than cutting
            least = np.partition(scores[found], -limit)[-limit]
            found = found[scores[found] >= least]
        return [int(at) for at in found[np.argsort(-scores[found], kind="stable")][:limit]]

    def scores(self, terms: str) -> NDArray[np.float32]:
        """Return the score of every passage; a word that stands twice in `terms` counts twice."""
        scores = np.zeros(len(self._lengths), dtype=np.float32)
        for stem, times in Counter(stems_of(terms)).items():
            place = self._places.get(stem)
            if place is None:
                continue
            start, end = self._starts[place], self._starts[place + 1]
            if start == end:
                continue
            passages = self._passages[start:end]
            counts = self._counts[start:end].astype(np.float32)
            have = int(end - start)
            rarity = np.float32(times * np.log(1 + (len(scores) - have + 0.5) / (have + 0.5)))
            scores[passages] += rarity * counts / (counts + self._damping[passages])
        return scores

    def save(self, folder: Path) -> None:
        """Write it as files that `load` reads without parsing."""
        (folder / "words.txt").write_text("\n".join(self._places), encoding="utf-8")
        values: tuple[NDArray[Any], ...] = (self._starts, self._passages, self._counts, self._lengths)
        for name, array in zip(_FILES, values, strict=True):
            np.save(folder / f"words-{name}.npy", array)

    @classmethod
    def load(cls, folder: Path) -> WordIndex:
        """Open what `save` wrote.

        Raises:
            OSError: a file is missing.
            ValueError: a file is damaged.
        """
        text = (folder / "words.txt").read_text(encoding="utf-8")
        stems = text.split("\n") if text else []
        starts, passages, counts, lengths = (
            # Plain arrays over mapped files: numpy's own class for them is slow to cut.
            np.asarray(np.load(folder / f"words-{name}.npy", mmap_mode="r" if name != "lengths" else None))
            for name in _FILES
        )
        if len(starts) != len(stems) + 1 or not len(passages) == len(counts) == int(starts[-1]):
            raise ValueError("the files of the word index do not belong together")
        return cls(stems, starts, passages, counts, lengths)
