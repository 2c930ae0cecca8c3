"""The vectors that the exported net is held against: `python -m bench.embedding_probes` writes them anew.

sentence-transformers embeds a dozen texts of the kinds that Litotes embeds: questions, sentences, a table's row, a long
passage, and what is none of these. Run it only when the pinned model changes.
"""

from __future__ import annotations

import json

from bot.encoders.embedder import _PROBES, PINNED_SHA256, SentenceTransformerEmbedder, pinned_model_dir

TEXTS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "hair falling out since dupixent",
    "Should I stop taking my tablets before the operation?",
    "In 20 people followed for 12 weeks, without a comparison group, the score fell from 17.7 to 1.3.",
    "None of the 6 people reported a side effect.",
    "The most common side effects were acne (15%), a cold (8%) and headache (6%).",
    "| Placebo | 120 | 9.2% | 1.4 (0.9 to 2.1) |",
    "The European Medicines Agency approved it for adults and for children of 12 years or older in August 2021.",
    "Serious infections, blood clots and heart attacks were seen with medicines of this kind. " * 8,
    "What was found. It is very uncertain whether the treatment changes how often the illness comes back.",
    "x",
    "Ist das Arzneimittel in der Schwangerschaft sicher? ¿Y para los niños?",
)


def main() -> None:
    vectors = SentenceTransformerEmbedder(pinned_model_dir(), expected_sha256=PINNED_SHA256).embed(TEXTS)
    rows = [
        {"text": text, "vector": [round(float(value), 4) for value in vector]}
        for text, vector in zip(TEXTS, vectors, strict=True)
    ]
    _PROBES.parent.mkdir(exist_ok=True)
    _PROBES.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main()
