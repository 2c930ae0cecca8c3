"""What `litotes check` reads: a text, a web page, a PDF or a Word file, as the text that a reader sees."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from bot.errors import QuestionError
from bot.ingest.document import Block, BlockKind, Reason
from bot.ingest.reading import read_document
from bot.triage.languages import tongue_of

_DOCUMENTS = {".html", ".htm", ".xhtml", ".pdf", ".docx"}
_MOST_CONTROL = 0.02  # of the characters; a text has fewer
_CHARS_FOR_LANGUAGE = 2_000


def text_to_check(path: Path) -> str:
    """Return the text of a file.

    Raises:
        QuestionError: it cannot be read, is no text, or is not in English.
        DocumentError: it is a page or a document that no reader can make anything of.
    """
    if path.suffix.casefold() in _DOCUMENTS:
        document = read_document(path)
        asked = (
            each.text for each in document.removed if each.reason is Reason.QUESTION
        )  # a promise may be a question
        return in_english("\n\n".join([*map(_told, document.blocks), *asked]), str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = f"cannot read {str(path)!r} ({error.strerror}); give a text file, or - for standard input"
        raise QuestionError(why) from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return in_english(raw.decode("utf-16", errors="replace"), str(path))
    return in_english(raw.decode("utf-8-sig", errors="replace"), str(path))


def in_english(text: str, name: str) -> str:
    """Return a text that is one and in English.

    Raises:
        QuestionError: it is neither; the message names it and the remedy.
    """
    control = sum(unicodedata.category(char) in {"Cc", "Co", "Cn"} and char not in "\t\n\r\f" for char in text)
    if control > _MOST_CONTROL * len(text):
        raise QuestionError(f"{name!r} is no text; give a text file, a web page (.html), a PDF or a Word file (.docx)")
    if not text.strip():
        raise QuestionError(f"{name!r} holds no text to check")
    tongue = tongue_of(text[:_CHARS_FOR_LANGUAGE])
    if tongue is not None:
        raise QuestionError(
            f"{name!r} is not in English ({tongue.code or 'unknown'}); only English texts can be checked"
        )
    return text


def _told(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return f"# {block.text}"
    return block.text
