"""How much of one file is read. A source article is smaller by far; what is larger is a book, or an attack."""

from __future__ import annotations

MAX_FILE_BYTES = 40_000_000  # chosen: a scanned article of 20 pages has about 10 MB
MAX_PAGES = 150  # chosen: a regulator's label has about 60 pages, a guideline 120
MAX_CHARS = 600_000  # chosen: about 150 dense pages
MAX_UNPACKED_BYTES = 120_000_000  # of a DOCX, which is a zip archive
MAX_PARTS = 2_000  # files inside a DOCX
MAX_SENTENCE_CHARS = 800  # bot.articles.MAX_PASSAGE_CHARS: a longer one was not split for want of full stops
READ_TIMEOUT_S = 240.0  # 150 dense pages take about 80 seconds on two busy cores: `python bench/ingest.py speed`
READ_MEMORY_BYTES = 2_000_000_000  # of address space; the same benchmark needs a quarter
LOOKUP_TIMEOUT_S = 10.0
MAX_LOOKUP_BYTES = 2_000_000
