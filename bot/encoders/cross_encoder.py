"""Adapter: onnxruntime → does this sentence answer this question? A net that reads both at once (a cross-encoder).

`bot.encoders.reader` compares two vectors and so finds what is near; this net sees the words of both together and so
tells "how often does acne come" from "does acne leave scars". It is the pinned embedding model with a small change of
each of its matrices and one linear layer, learnt from questions that the corpus answers and from questions that it
nearly answers (`bench/train_answering.py`, docs/models/answering.md).
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.encoders.changed_net import identity, session_of
from bot.encoders.embedder import cores, vector_of
from bot.encoders.encoder_graph import Precision
from bot.errors import ModelError

LEARNT = Path(str(files("bot"))) / "data" / "answering"
HEAD = "head.npz"
BETWEEN = " [SEP] "  # the piece that parts two texts for this kind of net
_LARGEST_ODDS = 8.0  # log-odds; beyond one in three thousand the net knows nothing


class NetCrossEncoder:
    """Implements `protocols.AnswerCheck`. Threads may share it; it keeps nothing of what it reads."""

    def __init__(self, precision: Precision, cache_dir: Path | None = None) -> None:
        """Name the net; it is written and loaded when first used. `cache_dir` keeps what was written."""
        self._precision: Precision = precision
        self._folder = cache_dir / f"answering-{identity(LEARNT)}-{precision}" if cache_dir else None

    def answers(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        if not sentences:
            return np.zeros(0, dtype=np.float32)
        session = session_of(LEARNT, self._precision, self._folder)
        weight, bias = _head()
        asked = question.replace("[", "(")  # nobody parts the two but the line below

        def odds(sentence: str) -> float:
            return float(vector_of(session, f"{asked}{BETWEEN}{sentence}") @ weight) + bias

        with ThreadPoolExecutor(cores()) as pool:  # the net itself runs on one thread
            return np.clip(np.array(list(pool.map(odds, sentences)), dtype=np.float32), -_LARGEST_ODDS, _LARGEST_ODDS)


@cache
def _head() -> tuple[NDArray[Any], float]:
    """Return the weights (384,) and the bias that turn the vector of a pair into log-odds.

    Raises:
        ModelError: they cannot be read.
    """
    try:
        with np.load(LEARNT / HEAD) as head:
            return head["weight"].astype(np.float32), float(head["bias"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"what tells an answer cannot be read ({type(error).__name__}); reinstall the package, or write it anew "
            "with `python bench/train_answering.py write`"
        ) from error
