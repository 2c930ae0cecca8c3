"""Made-up documents of every format, with what a careful reader would find in them.

Every drug, disease, person, journal and figure here is invented; none of it is medical information.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import escape

LEXICON = """
[[drug]]
name = "velutarib"
also = ["Velusan"]

[[drug]]
name = "morexilimab"
also = ["Morexa"]

[[drug]]
name = "quandizole"

[[condition]]
name = "lunar rash"
also = ["moon rash"]
abbreviations = ["LR"]

[[condition]]
name = "greyskin"
plain = "grey skin disease"
also = ["papillary greyskin"]

[[condition]]
name = "tin ear"
"""


@dataclass(frozen=True)
class Study:
    """One invented study. `None`: the document does not state it, and the card must not either."""

    title: str | None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    design: str = "reference text"
    participants: int | None = None
    comparator: str | None = None
    weeks: float | None = None
    centres: int | None = None
    drugs: tuple[str, ...] = ("velutarib",)
    conditions: tuple[str, ...] = ("lunar rash",)
    funding: str | None = None
    second_hand: bool | None = False
    methods: Sequence[str] = ()
    results: Sequence[str] = ()
    safety: Sequence[str] = ()
    limits: Sequence[str] = ()
    background: Sequence[str] = ()
    conclusion: Sequence[str] = ()
    table: tuple[tuple[str, ...], ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Case:
    """A document and what must, and must not, come out of it. `keeps` is text of the draft, `drops` never is."""

    name: str
    raw: bytes
    study: Study
    keeps: tuple[str, ...]
    drops: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())


TRIAL = Study(
    title="Velutarib compared with placebo in adults with lunar rash: a randomised controlled trial",
    authors=("Ada Example", "Bo Sample", "Cy Mock"),
    journal="Journal of Imaginary Dermatology",
    year=2031,
    doi="10.99999/jid.2031.0042",
    design="randomised controlled trial",
    participants=240,
    comparator="placebo",
    weeks=24,
    centres=12,
    funding="The study was funded by the Imaginary Skin Fund.",
    background=("Lunar rash is an invented disease of the palms that comes and goes with the moon.",),
    methods=(
        "We enrolled 240 adults with lunar rash at 12 hospitals.",
        "Participants were randomly assigned to velutarib 5 mg a day or placebo for 24 weeks.",
    ),
    results=(
        "After 24 weeks, 60 of 120 participants (50%) on velutarib and 24 of 120 (20%) on placebo had a clear "
        "skin score.",
        "The mean moon score fell from 18.2 to 7.1 with velutarib and from 18.0 to 14.9 with placebo.",
    ),
    safety=("Headache was reported by 12 participants on velutarib and by 6 participants on placebo.",),
    limits=("The trial was too short to show rare harms, and longer studies are needed.",),
    conclusion=("Velutarib is a safe breakthrough that cures lunar rash in everyone.",),
)
SERIES = Study(
    title="Morexilimab for greyskin: a single-centre retrospective study",
    authors=("Dee Invented", "Eve Fictional"),
    journal="Annals of Pretend Medicine",
    year=2030,
    doi="10.99999/apm.2030.17",
    design="uncontrolled retrospective series",
    participants=14,
    comparator="",
    weeks=16,
    centres=1,
    drugs=("morexilimab",),
    conditions=("greyskin",),
    methods=(
        "We reviewed the records of 14 patients with greyskin who received morexilimab at our hospital.",
        "Scores before and after treatment were compared, and there was no control group.",
    ),
    results=(
        "The mean grey score decreased from 22.5 to 9.4 after 16 weeks of treatment.",
        "Of the 14 patients, 7 patients (50%) had clear skin after 16 weeks.",
    ),
    safety=("Nausea occurred in 3 patients during treatment.",),
    limits=("The small sample and the retrospective design are limitations of this study.",),
    conclusion=("In conclusion, morexilimab is effective and safe for all patients with greyskin.",),
)
ROWS = (
    ("Case", "Age (years)", "Grey score before", "Grey score at week 16", "Side effects"),
    *(
        (str(n), str(30 + 2 * n), f"{20 + n}.5", f"{n % 5}.1", "nausea" if n in {3, 8, 11} else "none")
        for n in range(1, 15)
    ),
)
REPORT = Study(
    title="Hair turning blue after quandizole: a case report",
    authors=("Gus Notreal", "Hal Phantom"),
    journal="Archives of Invented Cases",
    year=2029,
    design="case report",
    participants=1,
    drugs=("quandizole",),
    conditions=("tin ear",),
    methods=("We report a 51-year-old woman with tin ear who received quandizole at a dose of 2 mg a day.",),
    results=("Her hair turned blue after she had taken quandizole for some time, and the tin ear improved by 40%.",),
    limits=("It remains unclear whether quandizole was the reason.",),
)
NEWS = Study(
    title="Could Velusan be the answer to moon rash?",
    journal="Journal of Imaginary Dermatology",  # of the letter that it tells of
    design="letter",
    participants=9,
    weeks=8,
    second_hand=True,
    methods=(
        "A recent study, published in a letter to the editor in the Journal of Imaginary Dermatology, involved "
        "nine patients with lunar rash.",
        "The participants received velutarib daily for 8 weeks.",
    ),
    results=("By the end of 8 weeks, 6 of the 9 patients had at least a 50% reduction of their moon score.",),
    safety=("The researchers reported headaches in two of the nine patients.",),
    limits=("Further studies with more patients are needed.",),
    conclusion=("Velutarib could be the miracle that you have been waiting for.",),
)
UNKNOWN = Study(
    title="What is known about velutarib in lunar rash",
    methods=("Velutarib is an invented medicine that is being looked at in lunar rash.",),
    results=(
        "Nobody has counted how many people with lunar rash took velutarib, and no figures were given on this page.",
    ),
    limits=("It is not known whether velutarib helps in lunar rash, and controlled studies are needed.",),
    second_hand=None,
)


def sections_of(study: Study) -> list[tuple[str, Sequence[str]]]:
    named = (
        ("Background", study.background),
        ("Methods", study.methods),
        ("Results", study.results),
        ("Safety", study.safety),
        ("Limitations", study.limits),
        ("Conclusion", study.conclusion),
    )
    return [(name, sentences) for name, sentences in named if sentences]


def paid(study: Study) -> str:
    """Return who paid as a document writes it: a sentence, or a name after its label."""
    if study.funding is None:
        return ""
    return study.funding if "funded by" in study.funding else f"Funding: {study.funding}"


def kept(study: Study) -> tuple[str, ...]:
    return (*study.methods, *study.results, *study.safety, *study.limits)


# ---------------------------------------------------------------- plain text and Markdown


def as_text(study: Study, *, width: int = 0, table: bool = False, extra: str = "") -> bytes:
    lines = [study.title or ""]
    if study.authors:
        lines += ["", ", ".join(study.authors)]
    if study.journal and study.year:
        lines += ["", f"{study.journal} | March {study.year}"]
    if study.doi:
        lines += ["", f"doi: {study.doi}"]
    for name, sentences in sections_of(study):
        lines += ["", name, "", _wrapped(" ".join(sentences), width)]
    if table:
        lines += ["", "Table 1: Patients one by one", "", *("   ".join(row) for row in ROWS), ""]
    if study.funding:
        lines += ["", paid(study)]
    return ("\n".join(lines) + "\n" + extra).encode()


def _wrapped(text: str, width: int) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width)) if width else text


def as_markdown(study: Study, *, table: bool = False, front: bool = True) -> bytes:
    head = ""
    if front:
        head = (
            f'---\ntitle: "{study.title}"\nauthors: [{", ".join(study.authors)}]\njournal: '
            f"{study.journal}\nyear: {study.year}\ndoi: {study.doi}\n---\n"
        )
    body = "\n\n".join(f"## {name}\n\n{' '.join(sentences)}" for name, sentences in sections_of(study))
    rows = ""
    if table:
        rows = "\n\n" + "\n".join(
            [
                "| " + " | ".join(ROWS[0]) + " |",
                "|" + " --- |" * len(ROWS[0]),
                *("| " + " | ".join(row) + " |" for row in ROWS[1:]),
            ]
        )
    return f"{head}# {study.title}\n\n{body}{rows}\n\n{paid(study)}\n".encode()


# ---------------------------------------------------------------- HTML

FURNITURE = (
    "Buy premium moon cream now and save 30%",
    "We use cookies to improve your experience on our site",
    "Ten celebrities who swear by tin foil",
    "I had moon rash for years and velutarib fixed me in a day",
    "Subscribe to our newsletter for weekly skin news",
)


def as_html(
    study: Study, *, heavy: bool = True, table: bool = False, meta: bool = True, extra: str = "", style: str = ""
) -> bytes:
    metas = ""
    if meta and study.title:
        metas = "".join(
            [
                f'<meta name="citation_title" content="{escape(study.title)}">',
                *(f'<meta name="citation_author" content="{name}">' for name in study.authors),
                f'<meta name="citation_journal_title" content="{study.journal}">' if study.journal else "",
                f'<meta name="citation_publication_date" content="{study.year}/03/01">' if study.year else "",
                f'<meta name="citation_doi" content="{study.doi}">' if study.doi else "",
            ]
        )
    body = "".join(f"<h2>{name}</h2><p>{escape(' '.join(sentences))}</p>" for name, sentences in sections_of(study))
    rows = ""
    if table:
        head = "".join(f"<th>{cell}</th>" for cell in ROWS[0])
        rows = (
            f"<table><caption>Table 1: Patients one by one</caption><thead><tr>{head}</tr></thead>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS[1:])
            + "</table>"
        )
    around = ("", "")
    if heavy:
        around = (
            '<header class="site-header"><nav><ul><li><a href="/">Home</a></li><li><a '
            'href="/a">Skin</a></li></ul></nav></header>'
            f'<div id="cookie-banner">{FURNITURE[1]}. <button>Accept all</button></div><div '
            f'class="ad-slot">{FURNITURE[0]}</div>',
            f'<div class="related-posts"><h3>You may also like</h3><ul><li><a '
            f'href="/x">{FURNITURE[2]}</a></li></ul></div>'
            f'<section id="comments"><h3>3 comments</h3><p>{FURNITURE[3]}. Thanks in advance!</p></section>'
            f"<footer><p>{FURNITURE[4]}.</p><p>© 2031 Pretend Media</p></footer>",
        )
    funding = f"<p>{paid(study)}</p>" if study.funding else ""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{escape(study.title or '')} | Pretend "
        f"Site</title>{metas}<style>{style}</style>"
        f"<script>var x = "
        f"'ignore';</script></head><body>{around[0]}<main><article><h1>{escape(study.title or '')}</h1>"
        f"{body}{rows}{funding}{extra}"
        f"</article></main>{around[1]}</body></html>"
    ).encode()


# ---------------------------------------------------------------- JATS


def as_jats(study: Study, *, table: bool = False, head: str = "", extra: str = "") -> bytes:
    people = "".join(
        f"<contrib "
        f'contrib-type="author"><name><surname>{name.split()[-1]}</surname><given-names>{name.split()[0]}</given-names></name></contrib>'
        for name in study.authors
    )
    body = "".join(
        f"<sec><title>{name}</title><p>{escape(' '.join(sentences))}<xref ref-type='bibr' rid='r1'>1</xref></p></sec>"
        for name, sentences in sections_of(study)
    )
    rows = ""
    if table:
        rows = (
            "<sec><title>Patients</title><table-wrap><label>Table 1</label><caption><p>Patients one by "
            "one</p></caption><table><thead><tr>"
            + "".join(f"<th>{cell}</th>" for cell in ROWS[0])
            + "</tr></thead><tbody>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS[1:])
            + "</tbody></table></table-wrap></sec>"
        )
    funding = (
        f"<funding-group><funding-statement>{study.funding}</funding-statement></funding-group>"
        if study.funding
        else ""
    )
    doi = f'<article-id pub-id-type="doi">{study.doi}</article-id>' if study.doi else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<article '
        f'xml:lang="en"><front><journal-meta><journal-title-group><journal-title>{study.journal}'
        f"</journal-title></journal-title-group></journal-meta><article-meta>{doi}<title-group>"
        f"<article-title>{escape(study.title or '')}</article-title>"
        f"</title-group><contrib-group>{people}</contrib-group><pub-date "
        f'pub-type="epub"><year>{study.year}</year></pub-date>{funding}</article-meta></front>'
        f"<body>{body}{rows}{extra}</body><back><ref-list><ref><mixed-citation>Nobody N. (2001). Nothing. "
        f"Nowhere, 1(1).</mixed-citation></ref></ref-list></back></article>"
    ).encode()


# ---------------------------------------------------------------- DOCX


def as_docx(study: Study, *, table: bool = False, hidden: str = "") -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = ", ".join(study.authors)
    document.core_properties.title = study.title or ""
    document.add_heading(study.title or "", 0)
    if study.journal and study.year:
        document.add_paragraph(f"{study.journal} | March {study.year}")
    if study.doi:
        document.add_paragraph(f"doi: {study.doi}")
    document.sections[0].header.paragraphs[0].text = "Pretend Clinic, internal copy"
    for name, sentences in sections_of(study):
        document.add_heading(name, 1)
        document.add_paragraph(" ".join(sentences))
    if hidden:
        document.add_paragraph().add_run(hidden).font.hidden = True
    if table:
        document.add_paragraph("Table 1: Patients one by one")
        grid = document.add_table(rows=0, cols=len(ROWS[0]))
        for row in ROWS:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    if study.funding:
        document.add_paragraph(paid(study))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


# ---------------------------------------------------------------- PDF


def as_pdf(
    study: Study,
    *,
    columns: int = 2,
    table: bool = False,
    filler: int = 0,
    password: str | None = None,
    hidden: str = "",
    lines: bool = True,
) -> bytes:
    """Return a PDF with a running head, page numbers, columns, superscripts, and a table that may cross pages."""
    from reportlab.lib import colors, pdfencrypt
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate,
        Frame,
        FrameBreak,
        NextPageTemplate,
        PageTemplate,
        Paragraph,
        Table,
        TableStyle,
    )

    styles = getSampleStyleSheet()
    text = ParagraphStyle("text", parent=styles["Normal"], fontSize=9.5, leading=11.5, spaceAfter=6)
    width, height = A4

    def furniture(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, height - 25, f"{study.journal} | March {study.year}" if study.year else "Pretend Press")
        canvas.drawString(width / 2, 20, str(document.page))
        if hidden:
            canvas.setFillColorRGB(1, 1, 1)
            canvas.drawString(60, 60, hidden)
        canvas.restoreState()

    held = io.BytesIO()
    encryption = pdfencrypt.StandardEncryption(password, ownerPassword="owner") if password else None
    document = BaseDocTemplate(held, pagesize=A4, encrypt=encryption, invariant=1)
    wide = (width - 100 - 25 * (columns - 1)) / columns
    frames = [Frame(50 + at * (wide + 25), 40, wide, height - 90) for at in range(columns)]
    short = [Frame(50 + at * (wide + 25), 40, wide, height - 210) for at in range(columns)]
    document.addPageTemplates(
        [
            PageTemplate("first", [Frame(50, height - 165, width - 100, 115), *short], onPage=furniture),
            PageTemplate("rest", frames, onPage=furniture),
        ]
    )
    story: list[Any] = [NextPageTemplate("rest"), Paragraph(study.title or "", styles["Title"])]
    if study.authors:
        story.append(Paragraph(", ".join(study.authors), text))
    if study.doi:
        story.append(Paragraph(f"doi: {study.doi}", text))
    story.append(FrameBreak())
    for name, sentences in sections_of(study):
        story.append(Paragraph(name, styles["Heading2"]))
        for _ in range(filler):
            story.append(
                Paragraph(
                    f"{' '.join(['The invented committee met again and wrote down what it had drunk.'] * 9)}", text
                )
            )
        story.append(Paragraph("<super>2</super> ".join(escape(sentence) for sentence in sentences), text))
    if table:
        story.append(Paragraph("Table 1: Patients one by one", text))
        small = ParagraphStyle("small", parent=text, fontSize=7, leading=8, spaceAfter=0)
        drawn = Table([[Paragraph(cell, small) for cell in row] for row in ROWS], repeatRows=1)
        drawn.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if lines else []))
        story.append(drawn)
    if study.funding:
        story.append(Paragraph(paid(study), text))
    document.build(story)
    return held.getvalue()


def scanned_pdf(pages: int = 2) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    held = io.BytesIO()
    canvas = Canvas(held, pagesize=A4)
    for _ in range(pages):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def cases() -> list[Case]:
    """Return every document, built anew."""
    rows = ROWS[1:]
    overstated = TRIAL.conclusion
    series = (*SERIES.conclusion,)
    made: list[tuple[str, Study, Callable[[], bytes], dict[str, Any]]] = [
        ("trial.txt", TRIAL, lambda: as_text(TRIAL), {"drops": overstated}),
        ("trial-wrapped.txt", TRIAL, lambda: as_text(TRIAL, width=62), {"drops": overstated}),
        ("series-table.txt", SERIES, lambda: as_text(SERIES, table=True), {"drops": series, "rows": rows}),
        ("report.txt", REPORT, lambda: as_text(REPORT, width=70), {}),
        (
            "news.txt",
            NEWS,
            lambda: as_text(NEWS, extra="\nYou may also like: Ten celebrities who swear by tin foil\n"),
            {"drops": (*NEWS.conclusion, "celebrities")},
        ),
        ("unknown.txt", UNKNOWN, lambda: as_text(UNKNOWN), {}),
        ("trial.md", TRIAL, lambda: as_markdown(TRIAL), {"drops": overstated}),
        ("series-table.md", SERIES, lambda: as_markdown(SERIES, table=True), {"drops": series, "rows": rows}),
        ("report.md", REPORT, lambda: as_markdown(REPORT), {}),
        ("trial.html", TRIAL, lambda: as_html(TRIAL), {"drops": (*overstated, *FURNITURE)}),
        ("trial-plain.html", TRIAL, lambda: as_html(TRIAL, heavy=False), {"drops": overstated}),
        (
            "series-table.html",
            SERIES,
            lambda: as_html(SERIES, table=True),
            {"drops": (*series, *FURNITURE), "rows": rows},
        ),
        ("report.html", REPORT, lambda: as_html(REPORT), {"drops": FURNITURE}),
        ("news.html", NEWS, lambda: as_html(NEWS, meta=False), {"drops": (*NEWS.conclusion, *FURNITURE)}),
        ("unknown.html", UNKNOWN, lambda: as_html(UNKNOWN, meta=False), {"drops": FURNITURE}),
        ("trial.xml", TRIAL, lambda: as_jats(TRIAL), {"drops": overstated}),
        ("series-table.xml", SERIES, lambda: as_jats(SERIES, table=True), {"drops": series, "rows": rows}),
        ("report.nxml", REPORT, lambda: as_jats(REPORT), {}),
        ("trial.docx", TRIAL, lambda: as_docx(TRIAL), {"drops": (*overstated, "internal copy")}),
        ("series-table.docx", SERIES, lambda: as_docx(SERIES, table=True), {"drops": series, "rows": rows}),
        ("report.docx", REPORT, lambda: as_docx(REPORT), {}),
        ("trial.pdf", TRIAL, lambda: as_pdf(TRIAL), {"drops": overstated}),
        ("trial-one-column.pdf", TRIAL, lambda: as_pdf(TRIAL, columns=1), {"drops": overstated}),
        ("trial-long.pdf", TRIAL, lambda: as_pdf(TRIAL, filler=3), {"drops": overstated}),
        ("series-table.pdf", SERIES, lambda: as_pdf(SERIES, table=True), {"drops": series, "rows": rows}),
        (
            "series-table-across-pages.pdf",
            SERIES,
            lambda: as_pdf(SERIES, columns=1, table=True, filler=2),
            {"drops": series, "rows": rows},
        ),
        (
            "series-table-no-lines.pdf",
            SERIES,
            lambda: as_pdf(SERIES, columns=1, table=True, lines=False),
            {"drops": series, "rows": rows},
        ),
        ("report.pdf", REPORT, lambda: as_pdf(REPORT), {}),
        ("unknown.pdf", UNKNOWN, lambda: as_pdf(UNKNOWN), {}),
    ]
    return [Case(name=name, raw=build(), study=study, keeps=kept(study), **more) for name, study, build, more in made]


# ---------------------------------------------------------------- a second set, in other words than the first

OPEN_SERIES = Study(
    title="Quandizole in tin ear: what twenty-two weeks showed",
    authors=("Ivo Makeup", "Jo Pretence"),
    journal="European Journal of Fancy",
    year=2028,
    doi="10.99999/ejf.28.1",
    design="uncontrolled series",
    participants=31,
    comparator="",
    weeks=22,
    centres=3,
    drugs=("quandizole",),
    conditions=("tin ear",),
    funding="Fancy Foundation, grant 7.",
    methods=(
        "This single-arm study took place at three hospitals between 2025 and 2027.",
        "Thirty-one adults with tin ear took quandizole once a day for 22 weeks.",
    ),
    results=(
        "Hearing scores rose from 41 to 52 points in the 31 adults over the 22 weeks.",
        "A clear ear was seen in 11 of the 31 adults.",
    ),
    safety=("Five people had hiccups, and one stopped because of them.",),
    limits=("Without a control group it cannot be determined what the hiccups came from.",),
    conclusion=("Quandizole works wonders and should be the first choice.",),
)
COHORT = Study(
    title="Morexilimab or quandizole for greyskin? A registry-based cohort study",
    authors=("Kim Unreal",),
    journal="Frontiers in Imagination",
    year=2027,
    design="cohort with a comparison group",
    participants=1204,
    comparator="quandizole",
    weeks=52,
    drugs=("morexilimab", "quandizole"),
    conditions=("greyskin",),
    methods=(
        "Data of 1,204 people with greyskin came from a national register.",
        "People on morexilimab were compared with people on quandizole and followed up for 12 months.",
    ),
    results=(
        "After 12 months 310 of 602 people (51%) on morexilimab and 265 of 602 (44%) on quandizole had less grey skin.",
    ),
    safety=("Itching was reported in 4% of the people on morexilimab and in 5% of those on quandizole.",),
    limits=("The groups were not formed by chance, so other differences between them may explain the result.",),
)
CROSSED = Study(
    title="Lunar rash and the tide",
    authors=("Lou Sham", "Max Bogus", "Nia Fable"),
    journal="Acta Fantastica",
    year=2026,
    doi="10.99999/af.26",
    design="randomised controlled trial",
    participants=88,
    comparator="vehicle",
    weeks=10,
    centres=1,
    methods=(
        "Eighty-eight patients were randomized in one centre to velutarib cream or vehicle cream.",
        "Treatment lasted ten weeks.",
    ),
    results=(
        "At week 10 the moon score was 5.0 on velutarib and 8.8 on vehicle.",
        "Of 88 patients, 80 finished the ten weeks.",
    ),
    safety=("Stinging occurred in nine patients on velutarib and four on vehicle.",),
    limits=("One centre and ten weeks are limitations.",),
)
BLOG = Study(
    title="My thoughts on velutarib",
    design="reference text",
    second_hand=None,
    methods=("Velutarib has been in the news because some doctors try it in lunar rash.",),
    results=("The company says that a trial is on its way but has shown no figures for lunar rash so far.",),
    limits=("Nobody knows yet whether it is worth the trouble, and reliable evidence is missing.",),
)


def second_set() -> list[Case]:
    """Return documents in other words than the rules were first written on; docs/ingest.md has the first result."""
    forum = "<div class='thread-replies'><p>MoonGirl99 wrote: it cured me overnight, just buy it</p></div>"
    made: list[tuple[str, Study, Callable[[], bytes], tuple[str, ...]]] = [
        ("open.txt", OPEN_SERIES, lambda: as_text(OPEN_SERIES, width=78), (*OPEN_SERIES.conclusion,)),
        ("open.html", OPEN_SERIES, lambda: as_html(OPEN_SERIES, meta=False), (*OPEN_SERIES.conclusion, *FURNITURE)),
        ("open.pdf", OPEN_SERIES, lambda: as_pdf(OPEN_SERIES, filler=1), (*OPEN_SERIES.conclusion,)),
        ("cohort.xml", COHORT, lambda: as_jats(COHORT), ()),
        ("cohort.docx", COHORT, lambda: as_docx(COHORT), ()),
        ("cohort.md", COHORT, lambda: as_markdown(COHORT, front=False), ()),
        ("cohort.pdf", COHORT, lambda: as_pdf(COHORT, columns=1), ()),
        ("crossed.txt", CROSSED, lambda: as_text(CROSSED), ()),
        ("crossed.html", CROSSED, lambda: as_html(CROSSED, extra=forum), ("MoonGirl99", *FURNITURE)),
        ("crossed.pdf", CROSSED, lambda: as_pdf(CROSSED), ()),
        ("blog.html", BLOG, lambda: as_html(BLOG, meta=False, extra=forum), ("MoonGirl99", *FURNITURE)),
        ("blog.txt", BLOG, lambda: as_text(BLOG), ()),
    ]
    nameless = {"open.html", "cohort.md"}
    return [
        Case(
            name=name,
            raw=build(),
            study=anonymous(study) if name in nameless else study,
            keeps=kept(study),
            drops=drops,
        )
        for name, study, build, drops in made
    ]


def anonymous(study: Study) -> Study:
    """Return a study as a document without a head states it."""
    return replace(study, authors=(), journal=None, year=None, doi=None)
