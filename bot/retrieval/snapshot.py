"""The vectors of one generation as files beside Chroma's, opened without reading them: exact search, no copy in memory.

Chroma keeps the same vectors; a snapshot is written with them, or read from them where it is missing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.protocols import Vectors

# Searching up to this many passages one by one takes 2.6 ms on one core, Chroma's index 1.5 ms plus what it misses;
# from here on the index is asked (`python -m bench scale`).
EXACT_PASSAGES = 50_000


@dataclass(frozen=True)
class Snapshot:
    """Row `n` is the corpus's passage `n`; its sentences are rows `starts[n]` to `starts[n + 1]` of `sentences`."""

    digests: tuple[str, ...]  # of what each row was made from, to find rows that need no new embedding
    passages: Vectors  # (passages, dimension), each of norm 1
    sentences: NDArray[np.float16]  # likewise; half the bytes, and an error of 0.0003 in a cosine
    starts: NDArray[np.int64]

    def nearest(self, vector: Vectors, allowed: NDArray[np.int64] | None, limit: int) -> list[int]:
        """Return the numbers of the nearest passages, nearest first; `allowed` are those that count, None: all."""
        rows = self.passages if allowed is None else self.passages[allowed]
        cosines = np.einsum("ij,j->i", rows, vector)  # one thread and no BLAS: its threads spin on a busy machine
        if len(cosines) > limit:
            best = np.argpartition(-cosines, limit - 1)[:limit]
            best = best[np.argsort(-cosines[best], kind="stable")]
        else:
            best = np.argsort(-cosines, kind="stable")
        return [int(at) for at in (best if allowed is None else allowed[best])]

    def similarities(self, vector: Vectors, numbers: Sequence[int]) -> list[tuple[float, ...]]:
        """Return, for each of these passages, the cosine of each of its sentences, −1..1."""
        spans = [(int(self.starts[at]), int(self.starts[at + 1])) for at in numbers]
        places = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(start, end) for start, end in spans)])
        cosines = iter(np.einsum("ij,j->i", self.sentences[places].astype(np.float32), vector).tolist())
        return [tuple(next(cosines) for _ in range(start, end)) for start, end in spans]

    def row(self, number: int) -> tuple[Vectors, NDArray[np.float16]]:
        """Return a passage's vector and those of its sentences."""
        return self.passages[number], self.sentences[self.starts[number] : self.starts[number + 1]]

    def save(self, folder: Path) -> None:
        np.save(folder / "passages.npy", self.passages)
        np.save(folder / "sentences.npy", self.sentences)
        np.save(folder / "starts.npy", self.starts)
        (folder / "digests.json").write_text(json.dumps(self.digests), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, sentences: Sequence[int] | None = None) -> Snapshot:
        """Open what `save` wrote; `sentences`, where given, is how many each passage must have.

        Raises:
            OSError: a file is missing.
            ValueError: a file is damaged, or of another corpus.
        """
        starts = np.load(folder / "starts.npy")
        opened = cls(
            digests=tuple(json.loads((folder / "digests.json").read_text(encoding="utf-8"))),
            passages=_mapped(folder / "passages.npy"),
            sentences=_mapped(folder / "sentences.npy"),
            starts=starts,
        )
        if not len(opened.digests) == len(opened.passages) == len(starts) - 1 or len(opened.sentences) != starts[-1]:
            raise ValueError("the files of the snapshot do not belong together")
        if sentences is not None and not np.array_equal(np.diff(starts), sentences):
            raise ValueError("the snapshot is of another corpus")
        return opened


def _mapped(path: Path) -> NDArray[Any]:
    """Return an array whose values are read from the file when they are used."""
    return np.asarray(np.load(path, mmap_mode="r"))  # a plain array: numpy's own class for it is slow to cut
