"""The default writer: chooses sentences of reviewed articles; no language model."""
