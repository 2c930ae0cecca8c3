"""Real documents → draft articles for review: read, clean, card, draft, shelf. docs/ingest.md."""
