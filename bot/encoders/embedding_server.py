"""Adapter: a server that runs the pinned embedding model elsewhere → Embedder, by its URL.

It has to give the probes the vectors that the packaged model gives them before it serves, and again after each failure:
a server that was started anew may run another model. What it says otherwise is never taken for a vector.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.encoders.small_nets import tokenizer_of
from bot.errors import ModelError
from bot.protocols import Vectors

if TYPE_CHECKING:
    import httpx

LEAST_COSINE = 0.999  # to the packaged model's vector of each probe; half precision on a GPU gives 0.9999 or more
_AT_ONCE = 32  # texts in a request: what text-embeddings-inference takes by default
_REQUESTS_AT_ONCE = 4
_TRIES = 3
_PAUSE_S = 0.5  # before the second try; twice as long before the third
_TRY_AGAIN = frozenset({429, 502, 503, 504})


class EmbeddingServer:
    """Embeds over HTTP. Threads may share it.

    A `url` that ends in '/embeddings' is asked as OpenAI's API is, with the model's name `served_as`; any other as
    text-embeddings-inference's '/embed'.
    """

    def __init__(
        self,
        url: str,
        probes: Sequence[tuple[str, Vectors]],
        *,
        identity: str,
        served_as: str,
        max_tokens: int,
        timeout_s: float,
        key: str | None = None,
    ) -> None:
        """Name the server; `probes` are texts with the vectors that it must give them, each of norm 1."""
        self.identity = identity
        self._url = url
        self._probes = tuple(probes)
        self._served_as = served_as
        self._max_tokens = max_tokens
        self._timeout_s = timeout_s
        self._key = key
        self._proving = threading.Lock()
        self._is_proven = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, each of norm 1.

        Raises:
            ModelError: the server cannot be reached, answers with something else, or does not run the packaged model.
        """
        self.prove()
        try:
            return self._embedded(texts)
        except ModelError:
            self._is_proven = False
            raise

    def prove(self) -> None:
        """Hold the server against the packaged model, unless it was held already.

        Raises:
            ModelError: it does not agree, or gives no vectors.
        """
        with self._proving:
            if self._is_proven:
                return
            given = self._embedded([text for text, _ in self._probes])
            for (text, expected), vector in zip(self._probes, given, strict=True):
                cosine = float(vector @ expected)
                if not cosine >= LEAST_COSINE:
                    raise ModelError(
                        f"the embedding server {self._url!r} does not run the packaged model: cosine {cosine:.4f} for "
                        f"{text[:40]!r}, needed {LEAST_COSINE}; let it serve {self._served_as!r} with mean pooling, or "
                        "unset LITOTES_EMBEDDING_URL"
                    )
            self._is_proven = True

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        width = len(self._probes[0][1])
        batches = [list(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        if len(batches) < 2:
            rows = [self._asked(batch, width) for batch in batches]
        else:
            with ThreadPoolExecutor(_REQUESTS_AT_ONCE) as pool:
                rows = list(pool.map(self._asked, batches, itertools.repeat(width)))
        return np.concatenate([np.zeros((0, width), dtype=np.float32), *rows])

    def _asked(self, texts: list[str], width: int) -> Vectors:
        """Return the vectors of one request, after as many tries as it takes and may take."""
        inputs = [self._cut(text) for text in texts]
        as_openai = self._url.rstrip("/").endswith("/embeddings")
        body = {"model": self._served_as, "input": inputs} if as_openai else {"inputs": inputs, "truncate": True}
        replied = self._posted(body)
        try:
            given = replied.json()
            vectors = np.asarray(_of_openai(given) if as_openai else given, dtype=np.float32)
        except (ValueError, TypeError, KeyError) as error:
            raise self._failed(f"does not answer with vectors ({type(error).__name__})") from error
        if vectors.shape != (len(texts), width) or not np.isfinite(vectors).all():
            raise self._failed(f"answers with an array {vectors.shape}, not {(len(texts), width)} finite figures")
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not norms.all():
            raise self._failed("answers with a vector of zeros")
        return np.asarray(vectors / norms, dtype=np.float32)

    def _posted(self, body: dict[str, Any]) -> httpx.Response:
        import httpx

        for at in range(_TRIES):
            try:
                replied = self._client.post(self._url, json=body)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._failed(f"cannot be reached ({type(error).__name__})") from error
            if replied.status_code not in _TRY_AGAIN or at + 1 == _TRIES:
                break
            time.sleep(_PAUSE_S * (at + 1))
        if replied.status_code != 200:
            raise self._failed(f"answers with status {replied.status_code}")
        return replied

    def _failed(self, what: str) -> ModelError:
        return ModelError(
            f"the embedding server {self._url!r} {what}; check that it runs and LITOTES_EMBEDDING_URL, "
            "LITOTES_EMBEDDING_SERVED_AS and LITOTES_EMBEDDING_KEY, or unset these to embed on this machine"
        )

    def _cut(self, text: str) -> str:
        """Return as much of a text as the packaged model reads: servers cut elsewhere, or refuse."""
        encoding = tokenizer_of(self._max_tokens).encode(text)
        whole = len(encoding.ids) < self._max_tokens
        return text if whole else text[: encoding.offsets[-2][1]]  # the last piece is a mark, not a word

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        # No proxy of the environment: what patients type goes to the address that was set, and nowhere else.
        return httpx.Client(timeout=self._timeout_s, headers=headers, trust_env=False)


def _of_openai(given: Any) -> list[Any]:
    return [each["embedding"] for each in sorted(given["data"], key=lambda each: each["index"])]
