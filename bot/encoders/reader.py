"""Adapter: onnxruntime → how well a sentence of the corpus answers a question.

The net is the pinned embedding model with a small change of each of its matrices, learnt from questions as patients
ask them (`bench/train_reader.py`, docs/models/reader.md). It is written when first used, beside the embedding net.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.encoders.changed_net import identity, session_of
from bot.encoders.embedder import cores, vector_of
from bot.encoders.encoder_graph import Precision
from bot.protocols import Vectors

_LEARNT = Path(str(files("bot"))) / "data" / "reader"
_VECTORS = "vectors.npz"
_WORTH_KEEPING = 50  # new sentences; fewer are read again at the next start


class NetReader:
    """Implements `protocols.Reader`. Threads may share it; sentences are read once, and kept for the next start."""

    def __init__(self, precision: Precision, cache_dir: Path | None = None) -> None:
        """Name the net; it is written and loaded when first used. `cache_dir` keeps it, and what it read."""
        self._precision: Precision = precision
        self._folder = cache_dir / f"reader-{identity(_LEARNT)}-{precision}" if cache_dir else None

    def fits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        asked = self._vector_of(question)
        if not sentences:
            return np.zeros(0, dtype=np.float32)
        missing = [each for each in dict.fromkeys(sentences) if each not in self._kept]
        if missing:
            with ThreadPoolExecutor(cores()) as pool:  # the net itself runs on one thread
                self._kept.update(zip(missing, pool.map(self._vector_of, missing), strict=True))
            if self._folder and len(missing) >= _WORTH_KEEPING:
                _keep_vectors(self._folder / _VECTORS, dict(self._kept))
        fits: NDArray[np.float32] = np.stack([self._kept[each] for each in sentences]) @ asked
        return fits

    @cached_property
    def _kept(self) -> dict[str, Vectors]:
        """Return the vectors of sentences of the corpus by their texts; what patients type never comes here."""
        return _kept_vectors(self._folder / _VECTORS) if self._folder else {}

    def _vector_of(self, text: str) -> Vectors:
        return vector_of(session_of(_LEARNT, self._precision, self._folder), text)


def _kept_vectors(path: Path) -> dict[str, Vectors]:
    """Return what an earlier start read; nothing where that is missing or damaged."""
    try:
        with np.load(path) as kept:
            return dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}


def _keep_vectors(path: Path, kept: Mapping[str, Vectors]) -> None:
    """Write vectors where the next start finds them whole or not at all; else it reads again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            np.savez(file, texts=np.array(list(kept)), vectors=np.stack(list(kept.values())))
        Path(file.name).replace(path)
    except OSError:
        return
