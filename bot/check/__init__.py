"""`litotes check`: holds any text against the corpus, or against given source texts alone."""
