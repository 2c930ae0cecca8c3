"""Ingesting, measured: how right each field is, pages per second, memory, and our reading of pages against a library's.

python bench/ingest.py            fields and text, on the made-up documents of tests/ingest_documents.py
python bench/ingest.py speed      pages per second and peak memory of each format
python bench/ingest.py libraries  HTML: ours against trafilatura; PDF: reading order of pypdfium2 and pdfplumber
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.ingest_accuracy import Score, field_scores, plain, prepared, text_scores  # noqa: E402  # because of the path
from tests.ingest_documents import (  # noqa: E402  # because of the path
    LEXICON,
    TRIAL,
    as_docx,
    as_html,
    as_jats,
    as_pdf,
    as_text,
    cases,
    second_set,
)
from tests.ingest_strangers import strangers  # noqa: E402  # because of the path


def fields() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, made in (("first set", cases()), ("second set", second_set()), ("other hands", strangers())):
            drafts = [(case, prepared(case, Path(folder))) for case in made]
            print(
                f"\n{name}: {len(drafts)} documents\n\n| measure | right | left unknown | wrong |\n| --- | --- "
                f"| --- | --- |"
            )
            fields = field_scores(drafts)
            total = Score(
                *(sum(getattr(each, part) for each in fields.values()) for part in ("right", "unknown", "wrong"))
            )
            for measure, score in {**fields, "all fields": total, **text_scores(drafts)}.items():
                print(f"| {measure} | {score.right} of {score.total} | {score.unknown} | {score.wrong} |")


def speed() -> None:
    """Each file in the bounded process that `litotes ingest` starts; its start is part of the time."""
    long = 30
    made = {
        "long.pdf": as_pdf(TRIAL, filler=long),
        "short.pdf": as_pdf(TRIAL),
        "page.html": as_html(TRIAL),
        "article.xml": as_jats(TRIAL),
        "letter.docx": as_docx(TRIAL),
        "notes.txt": as_text(TRIAL),
    }
    print("| file | pages | seconds | pages a second | peak memory, MB |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        lexicon = Path(folder) / "lexicon.toml"
        lexicon.write_text(LEXICON, encoding="utf-8")
        for name, raw in made.items():
            path = Path(folder) / name
            path.write_bytes(raw)
            child = (
                f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bench.ingest import one; "
                f"one({str(path)!r}, {str(lexicon)!r})"
            )
            done = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True, cwd=ROOT)
            pages, seconds, memory = done.stdout.split()
            print(
                f"| {name} | {pages} | {float(seconds):.1f} | {int(pages) / float(seconds):.1f} | {float(memory):.0f} |"
            )


def one(path: str, lexicon: str) -> None:
    from datetime import date

    from bot.ingest.reading import draft_of

    start = time.perf_counter()
    draft = draft_of(Path(path), Path(lexicon), read_on=date(2031, 5, 1))
    seconds = time.perf_counter() - start
    print(draft.pages, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def libraries() -> None:
    """Count, on the same pages, what of the wanted text comes out and what of the unwanted."""
    import io

    import pdfplumber
    import pypdfium2
    import trafilatura

    pages = [case for case in (*cases(), *second_set()) if case.name.endswith(".html")]
    readers = {
        "ours": lambda case, folder: prepared(case, folder).body,
        "trafilatura": lambda case, _: (
            trafilatura.extract(case.raw.decode(), include_tables=True, favor_recall=True) or ""
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        print("HTML: sentences kept; furniture let through; hidden text let through")
        hidden = as_html(
            TRIAL, extra='<p style="display:none">Velutarib cured nine hundred more people of their rash.</p>'
        )
        for name, read in readers.items():
            kept = leaked = wanted = unwanted = 0
            for case in pages:
                text = plain(read(case, Path(folder)))
                furniture = [each for each in case.drops if each not in case.study.conclusion]
                kept += sum(plain(each) in text for each in case.keeps)
                leaked += sum(plain(each) in text for each in furniture)
                wanted, unwanted = wanted + len(case.keeps), unwanted + len(furniture)
            case = pages[0].__class__(name="hidden.html", raw=hidden, study=TRIAL, keeps=(), drops=())
            print(
                f"  {name:12} {kept} of {wanted}; {leaked} of {unwanted}; {'nine hundred' in read(case, Path(folder))}"
            )

        def by_pdfium(case: object, _: object) -> str:
            pdf = pypdfium2.PdfDocument(case.raw)  # type: ignore[attr-defined]
            return " ".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ")

        def by_plumber(case: object, _: object) -> str:
            with pdfplumber.open(io.BytesIO(case.raw)) as pdf:  # type: ignore[attr-defined]
                return " ".join(page.extract_text() for page in pdf.pages)

        print("PDF: sentences kept; table rows whole")
        for name, read in {"ours": readers["ours"], "pypdfium2": by_pdfium, "pdfplumber": by_plumber}.items():
            kept = wanted = rows = all_rows = 0
            for case in (*cases(), *second_set()):
                if case.name.endswith(".pdf"):
                    text = plain(read(case, Path(folder)))
                    kept, wanted = kept + sum(plain(each) in text for each in case.keeps), wanted + len(case.keeps)
                    rows += sum(" ".join(row) in text.replace(" | ", " ") for row in case.rows)
                    all_rows += len(case.rows)
            print(f"  {name:12} {kept} of {wanted}; {rows} of {all_rows}")


if __name__ == "__main__":
    {"fields": fields, "speed": speed, "libraries": libraries}[sys.argv[1] if len(sys.argv) > 1 else "fields"]()
