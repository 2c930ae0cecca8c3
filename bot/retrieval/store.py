"""Adapter: Chroma. One collection holds one generation of the index; its rows are passages.

A row carries its sentences' vectors as text in its metadata: they are read with their passage and never searched for,
and as rows of their own they cost Chroma's index three times the work of the passages.
"""

from __future__ import annotations

import base64
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.errors import IndexingError
from bot.offline import forbid_calls_home
from bot.protocols import Vectors
from bot.retrieval.snapshot import Snapshot

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 1_000  # Chroma refuses more than 5,461 rows at once
_COMPLETE = "litotes_complete"
_NAMED_AT = "litotes_named_at"  # when a process last opened it or wrote to it, seconds since 1970
# Longer than a process takes to read a generation, and longer than two machines' clocks are apart; chosen, unmeasured.
KEPT_S = 900.0
_PREFIX = "litotes-passages-"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Row:
    """A passage as it is stored, without its vectors."""

    passage_id: str
    text: str  # as embedded
    sentences: tuple[str, ...]  # likewise
    metadata: dict[str, str | int | bool]
    digest: str  # of all of these


def open_client(target: Path | str) -> ClientAPI:
    """Return a Chroma client for a folder, or for the address of a server.

    Raises:
        IndexingError: the folder cannot be used, or no server answers there.
    """
    forbid_calls_home()
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    try:
        if isinstance(target, Path):
            return chromadb.PersistentClient(path=str(target), settings=quiet)
        address = target.rstrip("/")
        secure = address.startswith("https://")
        host, _, port = address.split("://", 1)[1].partition(":")
        return chromadb.HttpClient(host=host, port=int(port or (443 if secure else 80)), ssl=secure, settings=quiet)
    except Exception as error:  # reason: Chroma raises its own, sqlite's and Rust's errors alike here
        raise IndexingError(
            f"cannot open Chroma at {str(target)!r} ({error}); check that it exists, that you may write there, "
            "or that the server of LITOTES_CHROMA_URL is running"
        ) from error


def close(client: ClientAPI) -> None:
    """Let go of a client's files; it cannot be used afterwards."""
    client.close()  # type: ignore[attr-defined]  # because every client has it, and Chroma's interface leaves it out


class VectorStore:
    """The collection of one generation, by cosine."""

    def __init__(self, client: ClientAPI, generation: str) -> None:
        self._client = client
        self.name = f"{_PREFIX}{generation[:16]}"

    @property
    def complete(self) -> bool:
        """Whether everything was written: a store that was killed while filling says no."""
        return any(each.name == self.name and (each.metadata or {}).get(_COMPLETE) for each in self._collections())

    def write(self, rows: Sequence[Row], snapshot: Snapshot, numbers: Sequence[int]) -> None:
        """Write those rows of a generation that have these numbers."""
        for batch in _batches(numbers, _BATCH):
            self.name_it()
            self._collection().upsert(
                ids=[rows[at].passage_id for at in batch],
                documents=[rows[at].text for at in batch],
                embeddings=np.asarray(snapshot.passages[list(batch)]),
                metadatas=[
                    {**rows[at].metadata, "digest": rows[at].digest, "sentence_vectors": _packed(snapshot.row(at)[1])}
                    for at in batch
                ],
            )

    def delete(self, passage_ids: Sequence[str]) -> None:
        for batch in _batches(passage_ids, _BATCH):
            self._collection().delete(ids=list(batch))

    def begin(self, *, previous: str | None = None) -> None:
        """Take over the collection of the `previous` generation, or start an empty one."""
        if previous is None:
            if any(each.name == self.name for each in self._collections()):
                self._client.delete_collection(self.name)
            self._collection()
        else:
            taken = self._client.get_collection(f"{_PREFIX}{previous[:16]}")
            taken.modify(name=self.name, metadata={_COMPLETE: False})

    def finish(self) -> None:
        """Mark the generation complete."""
        self._collection().modify(metadata={_COMPLETE: True, _NAMED_AT: time.time()})

    def name_it(self) -> None:
        """Say that a process uses this generation now, so that no other drops it; it begins here if there is none."""
        own = self._collection()
        complete = bool((own.metadata or {}).get(_COMPLETE))
        own.modify(metadata={_COMPLETE: complete, _NAMED_AT: time.time()})

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        """Return the ids of the nearest passages of all by Chroma's index, which may miss some."""
        found = self._client.get_collection(self.name).query(query_embeddings=vector, n_results=limit, include=[])
        return list(found["ids"][0])

    def ids(self) -> list[str]:
        """Return the ids of all rows."""
        return list(self._collection().get(include=[])["ids"])

    def read(self, passage_ids: Sequence[str] | None = None) -> tuple[list[str], Snapshot]:
        """Return ids and vectors: of these passages in their order, or of all in Chroma's.

        Raises:
            KeyError: a passage is missing.
        """
        ids = self.ids() if passage_ids is None else list(passage_ids)
        found: dict[str, tuple[str, Vectors, NDArray[np.float16]]] = {}
        for batch in _batches(ids, _BATCH):
            rows = self._collection().get(ids=list(batch), include=["embeddings", "metadatas"])
            vectors, metadatas = rows["embeddings"], rows["metadatas"]
            if vectors is None or metadatas is None:
                break
            for passage_id, vector, metadata in zip(rows["ids"], vectors, metadatas, strict=True):
                packed = _unpacked(str(metadata["sentence_vectors"]), len(vector))
                found[passage_id] = (str(metadata["digest"]), np.asarray(vector, dtype=np.float32), packed)
        stored = [found[passage_id] for passage_id in ids]
        return ids, assembled([digest for digest, _, _ in stored], [(one, many) for _, one, many in stored])

    def others(self) -> list[VectorStore]:
        """Return the complete stores of other generations, the one that was named last first."""
        complete = [
            each for each in self._collections() if each.name != self.name and (each.metadata or {}).get(_COMPLETE)
        ]
        complete.sort(key=_named_at, reverse=True)
        return [VectorStore(self._client, each.name.removeprefix(_PREFIX)) for each in complete]

    def drop_others(self, *, now: float | None = None) -> None:
        """Delete the collections of other generations that no process has named lately.

        On a server another replica may be reading one, or filling it; a folder holds one generation. `now` is in
        seconds since 1970; None: the clock's.
        """
        latest = (time.time() if now is None else now) - KEPT_S
        for each in self._collections():
            if each.name != self.name and _named_at(each) < latest:
                with suppress(Exception):  # reason: Chroma's own error, where another replica was quicker
                    self._client.delete_collection(each.name)

    def _collections(self) -> list[Collection]:
        return [each for each in self._client.list_collections() if each.name.startswith("litotes-")]

    def _collection(self) -> Collection:
        return self._client.get_or_create_collection(self.name, configuration={"hnsw": {"space": "cosine"}})


def _named_at(collection: Collection) -> float:
    return float((collection.metadata or {}).get(_NAMED_AT) or 0)


def assembled(digests: Sequence[str], rows: Sequence[tuple[Vectors, NDArray[np.float16]]]) -> Snapshot:
    """Return the snapshot of rows, each a passage's vector and those of its sentences."""
    width = len(rows[0][0]) if rows else 0
    return Snapshot(
        digests=tuple(digests),
        passages=np.stack([one for one, _ in rows]) if rows else np.zeros((0, 0), dtype=np.float32),
        sentences=np.concatenate([np.zeros((0, width), dtype=np.float16), *(many for _, many in rows)]),
        starts=np.concatenate([[0], np.cumsum([len(many) for _, many in rows])]).astype(np.int64),
    )


def _packed(vectors: NDArray[np.float16]) -> str:
    return base64.b64encode(vectors.astype("<f2").tobytes()).decode("ascii")


def _unpacked(text: str, width: int) -> NDArray[np.float16]:
    return np.frombuffer(base64.b64decode(text), dtype="<f2").reshape(-1, width)


def _batches(rows: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in itertools.count(0, size):
        batch = rows[start : start + size]
        if not batch:
            return
        yield batch
