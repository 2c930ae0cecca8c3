"""Adapters of the nets that turn text into numbers: the embedding model, the reader, the cross-encoder."""
