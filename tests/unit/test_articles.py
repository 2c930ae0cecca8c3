"""Articles: what is read, what is refused, and how a digest is split."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.articles import MAX_PASSAGE_CHARS, read_article, read_corpus, table_cells
from bot.errors import ArticleError
from bot.types import Article, Role

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "corpus" / "articles" / "du-2024-ppp.md").read_text(encoding="utf-8")


def write(folder: Path, text: str, name: str = "du-2024-ppp.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_offsets_lead_to_the_exact_sentence(articles: tuple[Article, ...]) -> None:
    """A citation's quote is the passage's own text."""
    for article in articles:
        for passage in article.passages:
            for sentence in passage.sentences:
                assert passage.text[sentence.start : sentence.end] == sentence.text


def test_passages_stay_within_what_the_model_reads(articles: tuple[Article, ...]) -> None:
    """Nothing at a passage's end is invisible to the embedding."""
    assert max(len(p.text) for article in articles for p in article.passages) <= MAX_PASSAGE_CHARS


def test_passage_ids_are_unique(articles: tuple[Article, ...]) -> None:
    """A citation leads to one passage."""
    ids = [passage.passage_id for article in articles for passage in article.passages]
    assert len(ids) == len(set(ids))


def test_a_table_keeps_its_header_with_every_row(articles: tuple[Article, ...]) -> None:
    """Rows cut from their header would be numbers without names."""
    tables = [p for article in articles for p in article.passages if p.header]
    assert tables
    for passage in tables:
        assert passage.text.startswith("| Case |")
        assert all(len(table_cells(row.text)) == len(passage.header) for row in passage.sentences)
    assert sum(len(passage.sentences) for passage in tables) == 20


def test_unstated_becomes_none(articles: tuple[Article, ...]) -> None:
    """ "not stated" is an answer; it is not the text of one."""
    du = next(article.card for article in articles if article.card.id == "du-2024-ppp")
    assert (du.funding, du.comparator, du.participants) == (None, None, 28)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("participants: 28\n", "", "participants: field required; add it to the front matter"),
        ("participants: 28\n", "participants: many\n", "participants: input should be a valid integer"),
        ("participants: 28\n", "participants: 0\n", "participants: input should be greater than or equal to 1"),
        ("year: 2024\n", "yaer: 2024\nyear: 2024\n", "yaer: extra inputs are not permitted; remove it, or correct"),
        ("doi: 10.3389/fmed.2024.1476793\n", "doi: fmed.2024\n", "doi: string should match pattern"),
        ("url: https", "url: javascript", "url: string should match pattern"),
        ("design: uncontrolled retrospective series", "design: big trial", "design: input should be"),
        ("id: du-2024-ppp\n", "id: du-2024\n", "id: is 'du-2024', the file name says 'du-2024-ppp'"),
        ("---\nid", "id", "front matter: the file must start with '---'"),
        ("design: uncontrolled", "design: a: b: uncontrolled", "line 1?[0-9]: .*put quotation marks"),
        ("## What was found", "## Results", "heading 'Results': is not of the format; use one of 'In short'"),
        ("## In short\n", "Stray text.\n\n## In short\n", "body: text stands before the first"),
        ("## What this cannot tell us", "## What was found", "sections: an article needs"),
        ("The hospital records of the 28 people run", "| a | b |\nThe hospital records of the 28 people run", "table: text stands right beside it"),
        (
            "The hospital records of the 28 people run",
            "\n| a | b |\n| --- | --- |\n| 1 |\n\nThe hospital records of the 28 people run",
            "table row 1: has 1 cells, its header",
        ),
        ("The hospital records of the 28 people run", "\n| a | b |\n| 1 | 2 |\n\nThe hospital records of the 28 people run", "table: needs a header line"),
    ],
)
def test_a_broken_article_is_named_with_field_and_remedy(old: str, new: str, message: str, tmp_path: Path) -> None:
    """The message says which file, which field, and what to do."""
    assert old in GOOD

    with pytest.raises(ArticleError, match=message) as caught:
        read_article(write(tmp_path, GOOD.replace(old, new, 1)))

    assert str(caught.value).startswith("du-2024-ppp.md: ")


def test_every_broken_article_is_reported_at_once(tmp_path: Path) -> None:
    """Nobody should have to run it once for each fault."""
    write(tmp_path, "nothing", "a.md")
    write(tmp_path, "nothing", "b.md")

    with pytest.raises(ArticleError, match=r"a\.md.*\n.*b\.md"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("make", [False, True])
def test_a_missing_or_empty_folder_says_what_to_do(make: bool, tmp_path: Path) -> None:
    """No corpus is no bot."""
    folder = tmp_path / "articles"
    if make:
        folder.mkdir()

    with pytest.raises(ArticleError, match=r"point --corpus|add at least one"):
        read_corpus(folder)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """A wrong decoding would change figures silently."""
    path = tmp_path / "x.md"
    path.write_bytes(b"---\nid: \xff\xfe\n---\n")

    with pytest.raises(ArticleError, match="save it as UTF-8"):
        read_article(path)


def test_every_section_of_the_format_can_be_used() -> None:
    """The headings are the roles."""
    assert [role.value for role in Role] == [
        "In short",
        "What was studied",
        "What was found",
        "Side effects and safety",
        "What this cannot tell us",
        "Approval and dose",
    ]
