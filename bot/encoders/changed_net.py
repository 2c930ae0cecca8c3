"""Adapter: the pinned encoder with a small learnt change of its weights → a net of onnxruntime, written once and kept.

What is learnt lies in a folder of `bot/data`: `change.npz`, two factors of low rank for each matrix and the difference
of each vector, and `probes.json`, texts with the vectors that the net must give on this machine.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.encoders.embedder import Probe, keep, pinned_model_dir, proven
from bot.encoders.encoder_graph import NET, Precision, encoder_net
from bot.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime

CHANGE = "change.npz"
_PROBES = "probes.json"


@cache
def identity(learnt: Path) -> str:
    """Return a checksum of what was learnt, 16 hexadecimal digits."""
    return hashlib.sha256((learnt / CHANGE).read_bytes()).hexdigest()[:16]


@cache  # because a server that opens its corpus again would hold the net once for each time
def session_of(learnt: Path, precision: Precision, cached: Path | None) -> onnxruntime.InferenceSession:
    """Return the net, proven; written if it is not in the folder `cached`, and kept there.

    Raises:
        ModelError: the pinned model is missing or another, what was learnt cannot be read, or the net fails a probe.
    """
    told = json.loads((learnt / _PROBES).read_text(encoding="utf-8"))
    probes = [Probe.model_validate(each) for each in told]
    if cached and (cached / NET).is_file():
        try:
            return proven(cached / NET, precision, probes)
        except ModelError:
            shutil.rmtree(cached, ignore_errors=True)  # damaged: written anew below, and proven again
    with tempfile.TemporaryDirectory(prefix="litotes-net-", ignore_cleanup_errors=True) as temporary:
        model, written = Path(temporary) / "model", Path(temporary) / "net"
        write_changed_model(learnt, model)
        written.mkdir()
        encoder_net(model, precision, written)
        session = proven(written / NET, precision, probes)  # holds its weights open when the folder is gone
        if cached:
            keep(written, cached)
    return session


def write_changed_model(learnt: Path, folder: Path) -> None:
    """Write the pinned model with what was learnt added to its weights.

    Raises:
        ModelError: the pinned model is missing or another, or what was learnt cannot be read.
    """
    from safetensors.numpy import load_file, save_file

    pinned = pinned_model_dir()
    try:
        weights = changed(load_file(pinned / "model.safetensors"), change_in(learnt))
    except KeyError as error:
        raise _unreadable(learnt, error) from error
    folder.mkdir()
    save_file(weights, folder / "model.safetensors")
    shutil.copy(pinned / "config.json", folder)


def change_in(learnt: Path) -> dict[str, NDArray[Any]]:
    """Return what was learnt, by name.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        with np.load(learnt / CHANGE) as change:
            return {name: change[name] for name in change.files}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _unreadable(learnt, error) from error


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


def _unreadable(learnt: Path, error: Exception) -> ModelError:
    return ModelError(
        f"what the {learnt.name} learnt cannot be read ({type(error).__name__}); reinstall the package, or write it "
        f"anew with `python bench/train_{learnt.name}.py write`"
    )
