"""Adapter: Chroma through LangChain, and BM25. One store holds one generation of the index."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bot.errors import IndexingError
from bot.offline import forbid_calls_home
from bot.protocols import Embedder, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_core.embeddings import Embeddings

_BATCH = 1_000  # Chroma refuses more than 5,461 rows at once
_COMPLETE = "litotes_complete"
_T = TypeVar("_T")


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


class _FixedEmbeddings:
    """LangChain's Embeddings over our Embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed_ahead(self, texts: Sequence[str]) -> None:
        """Embed texts of several collections in one call, which pads short ones less; `[]` forgets them."""
        self._known = dict(zip(texts, self._embedder.embed(texts), strict=True)) if texts else {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if all(text in self._known for text in texts):
            return [self._known[text].tolist() for text in texts]
        return self._embedder.embed(texts).tolist()  # type: ignore[no-any-return]  # because numpy says Any

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class VectorStore:
    """The vectors of one generation: a collection of passages and one of their sentences, by cosine."""

    def __init__(self, client: ClientAPI, generation: str, embedder: Embedder) -> None:
        from langchain_chroma import Chroma

        self._client = client
        self._embeddings = _FixedEmbeddings(embedder)
        embeddings: Embeddings = self._embeddings  # type: ignore[assignment]  # because it is one by shape
        self._names = {kind: f"litotes-{kind}-{generation[:16]}" for kind in ("passages", "sentences")}
        self._stores = {
            kind: Chroma(
                client=client,
                collection_name=name,
                embedding_function=embeddings,
                collection_configuration={"hnsw": {"space": "cosine"}},
            )
            for kind, name in self._names.items()
        }

    @property
    def complete(self) -> bool:
        """Whether everything was written: a store that was killed while filling says no."""
        metadata = self._client.get_collection(self._names["passages"]).metadata or {}
        return bool(metadata.get(_COMPLETE))

    def fill(
        self,
        passages: Sequence[tuple[str, str, dict[str, Any]]],
        sentences: Sequence[tuple[str, str, dict[str, Any]]],
    ) -> None:
        """Write rows of (id, embedded text, metadata), then mark the store complete."""
        if len(passages) + len(sentences) <= _BATCH:
            self._embeddings.embed_ahead([text for _, text, _ in (*passages, *sentences)])
        for kind, rows in (("passages", passages), ("sentences", sentences)):
            for batch in _batches(rows, _BATCH):
                ids, texts, metadatas = (list(column) for column in zip(*batch, strict=True))
                self._stores[kind].add_texts(texts=texts, metadatas=metadatas, ids=ids)
        self._embeddings.embed_ahead([])
        self._client.get_collection(self._names["passages"]).modify(metadata={_COMPLETE: True})

    def nearest(self, vector: Vectors, source_ids: Collection[str], limit: int) -> list[str]:
        """Return the ids of the nearest passages of these sources, nearest first."""
        found = self._stores["passages"].similarity_search_by_vector_with_relevance_scores(
            embedding=vector.tolist(),
            k=limit,
            filter={"source_id": {"$in": sorted(source_ids)}},  # type: ignore[dict-item]  # because LangChain's type is narrower than Chroma's
        )
        return [str(document.metadata["passage_id"]) for document, _ in found]

    def sentence_vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the stored vectors of these sentences by id."""
        found = self._stores["sentences"].get(ids=list(ids), include=["embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["ids"], vectors, strict=True))

    def drop_others(self) -> None:
        """Delete the collections of other generations (on a server; a folder holds one generation)."""
        for collection in self._client.list_collections():
            if collection.name.startswith("litotes-") and collection.name not in self._names.values():
                self._client.delete_collection(collection.name)


class WordIndex:
    """BM25 over the passages, stemmed, without stop words."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        import bm25s

        self._ids = list(ids)
        self._positions = {passage_id: at for at, passage_id in enumerate(self._ids)}
        self._bm25 = bm25s.BM25()
        self._bm25.index(self._tokens(list(texts), update=True), show_progress=False)

    @staticmethod
    def _tokens(texts: list[str], *, update: bool) -> Any:
        import bm25s
        import Stemmer

        return bm25s.tokenize(
            texts,
            stopwords="en",
            stemmer=Stemmer.Stemmer("english"),
            return_ids=update,
            show_progress=False,
        )

    def nearest(self, terms: str, passage_ids: Collection[str], limit: int) -> list[str]:
        """Return the ids of those passages that share a word with `terms`, best first."""
        tokens = self._tokens([terms], update=False)
        if not tokens[0] or not passage_ids:
            return []
        scores = self._bm25.get_scores(tokens[0])
        wanted = np.fromiter((self._positions[passage_id] for passage_id in passage_ids), dtype=np.int64)
        best = wanted[np.argsort(-scores[wanted], kind="stable")][:limit]
        return [self._ids[at] for at in best if scores[at] > 0]


def _batches(rows: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in itertools.count(0, size):
        batch = rows[start : start + size]
        if not batch:
            return
        yield batch
