"""What `litotes check` takes, and what it says of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import QuestionError
from bot.ingest.text_to_check import text_to_check


def test_a_web_page_is_read_as_its_reader_sees_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><script>var cure = 1;</script></head><body><h1>Eczema</h1><p>Upadacitinib helps some people.</p>"
        "<ul><li>Ask your doctor.</li></ul></body></html>",
        encoding="utf-8",
    )
    text = text_to_check(page)
    assert "# Eczema" in text
    assert "Upadacitinib helps some people." in text
    assert "var cure" not in text


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (bytes(range(1, 32)) * 40, "is no text"),
        (b"  \n ", "holds no text"),
        ("Rinvoq heilt Neurodermitis bei allen Patienten und ist völlig sicher.".encode(), "is not in English"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_remedy(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "leaflet.txt"
    path.write_bytes(raw)
    with pytest.raises(QuestionError, match=says):
        text_to_check(path)


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "leaflet.txt"
    path.write_text("Upadacitinib cures eczema.", encoding="utf-16")
    assert text_to_check(path) == "Upadacitinib cures eczema."
