"""Adapter: onnxruntime → how well a sentence of the corpus answers a question.

The net is the pinned embedding model with a small change of each of its matrices, learnt from questions as patients
ask them (`bench/train_reader.py`, docs/models/reader.md). It is written when first used, beside the embedding net.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.embedder import Probe, cores, keep, pinned_model_dir, proven, vector_of
from bot.encoder_graph import NET, Precision, encoder_net
from bot.errors import ModelError
from bot.protocols import Vectors

if TYPE_CHECKING:
    import onnxruntime

_DATA = Path(str(files("bot"))) / "data" / "reader"
_CHANGE = _DATA / "change.npz"
_PROBES = _DATA / "probes.json"
_VECTORS = "vectors.npz"
_WORTH_KEEPING = 50  # new sentences; fewer are read again at the next start


class NetReader:
    """Implements `protocols.Reader`. Threads may share it; sentences are read once, and kept for the next start."""

    def __init__(self, precision: Precision, cache_dir: Path | None = None) -> None:
        """Name the net; it is written and loaded when first used. `cache_dir` keeps it, and what it read."""
        self._precision: Precision = precision
        self._folder = cache_dir / f"reader-{_learnt()}-{precision}" if cache_dir else None

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
        return vector_of(_session_of(self._precision, self._folder), text)


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


@cache
def _learnt() -> str:
    return hashlib.sha256(_CHANGE.read_bytes()).hexdigest()[:16]


@cache  # because a server that opens its corpus again would hold the net once for each time
def _session_of(precision: Precision, cached: Path | None) -> onnxruntime.InferenceSession:
    """Return the net, proven; written if it is not in the folder `cached`, and kept there."""
    probes = [Probe.model_validate(each) for each in json.loads(_PROBES.read_text(encoding="utf-8"))]
    if cached and (cached / NET).is_file():
        try:
            return proven(cached / NET, precision, probes)
        except ModelError:
            shutil.rmtree(cached, ignore_errors=True)  # damaged: written anew below, and proven again
    with tempfile.TemporaryDirectory(prefix="litotes-reader-", ignore_cleanup_errors=True) as temporary:
        model, written = Path(temporary) / "model", Path(temporary) / "net"
        write_changed_model(model)
        written.mkdir()
        encoder_net(model, precision, written)
        session = proven(written / NET, precision, probes)  # holds its weights open when the folder is gone
        if cached:
            keep(written, cached)
    return session


def write_changed_model(folder: Path) -> None:
    """Write the pinned model with what was learnt added to its weights.

    Raises:
        ModelError: the pinned model is missing or another, or what was learnt cannot be read.
    """
    from safetensors.numpy import load_file, save_file

    pinned = pinned_model_dir()
    try:
        with np.load(_CHANGE) as change:
            weights = changed(load_file(pinned / "model.safetensors"), {name: change[name] for name in change.files})
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"what the reader learnt cannot be read ({type(error).__name__}); reinstall the package, or write it anew "
            "with `python bench/train_reader.py write`"
        ) from error
    folder.mkdir()
    save_file(weights, folder / "model.safetensors")
    shutil.copy(pinned / "config.json", folder)


def changed(weights: Mapping[str, NDArray[Any]], change: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return weights with a change added: `name`, or the product of `name.left` (n, r) and `name.right` (r, m)."""
    after = dict(weights)
    for name, learnt in change.items():
        matrix = name.removesuffix(".left")
        if name.endswith(".right"):
            continue
        added = learnt.astype(np.float32)
        if matrix != name:
            added = added @ change[f"{matrix}.right"].astype(np.float32)
        after[matrix] = (weights[matrix].astype(np.float32) + added).astype(np.float32)
    return after
