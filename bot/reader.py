"""Adapter: onnxruntime → how well a sentence of the corpus answers a question.

The net is the pinned embedding model with a small change of each of its matrices, learnt from questions as patients
ask them (`bench/train_reader.py`, docs/models/reader.md). It is written when first used, beside the embedding net.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.embedder import Probe, cores, keep, pinned_model_dir, proven, vector_of
from bot.encoder_graph import NET, Precision, encoder_net
from bot.errors import ModelError
from bot.protocols import Vectors
from bot.sentences import KEPT_SENTENCES

if TYPE_CHECKING:
    import onnxruntime

_DATA = Path(str(files("bot"))) / "data" / "reader"
_CHANGE = _DATA / "change.npz"
_PROBES = _DATA / "probes.json"


class NetReader:
    """Implements `protocols.Reader`. Threads may share it; sentences are read once and kept."""

    def __init__(self, precision: Precision, cache_dir: Path | None = None) -> None:
        """Name the net; it is written and loaded when first used. `cache_dir` keeps what was written."""
        self._precision: Precision = precision
        self._cache_dir = cache_dir
        self._kept = lru_cache(maxsize=KEPT_SENTENCES)(self._vector_of)

    def fits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        asked = self._vector_of(question)
        if not sentences:
            return np.zeros(0, dtype=np.float32)
        with ThreadPoolExecutor(cores()) as pool:  # the net itself runs on one thread
            vectors = list(pool.map(self._kept, sentences))
        fits: NDArray[np.float32] = np.stack(vectors) @ asked
        return fits

    def _vector_of(self, text: str) -> Vectors:
        return vector_of(_session_of(self._precision, self._cache_dir), text)


@cache  # because a server that opens its corpus again would hold the net once for each time
def _session_of(precision: Precision, cache_dir: Path | None) -> onnxruntime.InferenceSession:
    """Return the net, proven; written if it is not in `cache_dir`, and kept there."""
    learnt = _CHANGE.read_bytes()
    cached = cache_dir / f"reader-{hashlib.sha256(learnt).hexdigest()[:16]}-{precision}" if cache_dir else None
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
