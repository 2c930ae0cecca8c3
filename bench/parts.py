"""Parts of the work against the bare work in them: the build, a cold start, `check`, verification."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from bench.measuring import Row, run_cold, side_by_side
from bench.questions import questions

QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
    "How many women were in the face and neck study?",
    "By how much does PPPASI fall with upadacitinib?",
)
_READ = 9  # sentences that an answer has read: the one that leads, and those that fit best
_COLD_RIVAL = """
import sys
from pathlib import Path
from bench.contenders import quickstart
print(quickstart(Path(sys.argv[1]))(sys.argv[2]))
"""


def bench_build(times: int) -> Row:
    """Build the index of the corpus, against embedding the same texts alone with the same net."""
    from bot.articles import embedded_text, read_corpus
    from bot.encoders.embedder import load_embedder
    from bot.retrieval.index import open_index
    from bot.settings import load_settings

    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    embedder = load_embedder(settings.embedding_model, precision=settings.embedding_precision)
    texts = [
        embedded_text(article.card.title, passage.role, text)
        for article in articles
        for passage in article.passages
        for text in (passage.text, *(sentence.text for sentence in passage.sentences))
    ]
    embedder.embed(texts[:2])

    def build() -> None:
        with tempfile.TemporaryDirectory() as folder:
            open_index(articles, embedder, Path(folder))

    build()  # the import of Chroma is no part of a build
    ours, theirs = side_by_side(build, lambda: embedder.embed(texts), times)
    return Row(f"index build, {len(texts)} texts / embedding them", "s", ours, theirs, 1.15, times)


def bench_cold(folder: Path, times: int) -> list[Row]:
    """A cold `litotes ask`, against the same question to LangChain's quickstart on a prepared folder."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "LITOTES_DATA_DIR": data, "PYTHONPATH": str(Path(__file__).parent.parent)}
        ask = [sys.executable, "-m", "bot", "ask", QUESTIONS[0]]
        rival = [sys.executable, "-c", _COLD_RIVAL, str(folder), QUESTIONS[0]]
        run_cold(ask, environment)
        run_cold(rival, environment)
        runs = [(run_cold(ask, environment), run_cold(rival, environment)) for _ in range(times)]
    ours = [statistics.median(run[0][at] for run in runs) for at in (0, 1)]
    theirs = [statistics.median(run[1][at] for run in runs) for at in (0, 1)]
    return [
        Row("cold 'litotes ask' / cold question to LangChain's quickstart", "s", ours[0], theirs[0], 0.35, times),
        Row("its peak memory / the same", "MiB", ours[1], theirs[1], 0.6, times),
    ]


def bench_check(times: int) -> Row:
    """Check one text of about 1,000 words against a source, against reading its sentences' strength alone."""
    from bot.articles import read_corpus
    from bot.check.texts import check_against
    from bot.lexicon import load_lexicon
    from bot.settings import load_settings
    from bot.strength.claims import read
    from bot.text.sentences import split_sentences

    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    source = "\n\n".join(p.text for a in articles for p in a.passages if a.card.id == "du-2024-ppp")
    text = " ".join(s.text for a in articles for p in a.passages if not p.header for s in p.sentences)
    text = " ".join(text.split()[:1000])
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")

    def read_all() -> None:
        for span in split_sentences(text):
            read(span.text)

    check_against(text, [source], lexicon)
    ours, theirs = side_by_side(lambda: check_against(text, [source], lexicon), read_all, times)
    return Row("'check' of 1,000 words, warm / reading their strength", "s", ours, theirs, None, times)


def bench_verification(times: int) -> Row:
    """Verification's share of an answer: the verifier's stage, against the whole answer."""
    from bot.pipeline import open_bot
    from bot.settings import load_settings

    asked = questions().measured
    with tempfile.TemporaryDirectory() as folder:
        bot = open_bot(load_settings(data_dir=Path(folder)))
        drafted = [bot.plan(question) for question in asked]

        def verify() -> None:
            for turn in drafted:
                bot.verify(turn)

        def answer() -> None:
            for question in asked:
                bot.answer(question)

        answer()
        ours, theirs = side_by_side(verify, answer, times)
    return Row("verification / the whole answer, warm", "s", ours / len(asked), theirs / len(asked), None, times)


def bench_answering(times: int) -> Row:
    """What the net that reads question and sentence together costs, against the whole answer."""
    from bot.encoders.cross_encoder import NetCrossEncoder
    from bot.pipeline import open_bot
    from bot.settings import load_settings

    asked = questions().measured
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        bot = open_bot(settings)
        check = NetCrossEncoder(settings.embedding_precision, settings.data_dir / "models")
        told = [bot.plan(question).evidence for question in asked]
        pairs = [
            (question, [s.text for r in evidence.ranked for s in r.passage.sentences][:_READ])
            for question, evidence in zip(asked, told, strict=True)
            if evidence is not None
        ]

        def read_pairs() -> None:
            for question, sentences in pairs:
                check.answers(question, sentences)

        def answer() -> None:
            for question in asked:
                bot.answer(question)

        answer()
        ours, theirs = side_by_side(read_pairs, answer, times)
    return Row(
        "whether it answers, by the net / the whole answer, warm",
        "s",
        ours / len(pairs),
        theirs / len(asked),
        None,
        times,
    )
