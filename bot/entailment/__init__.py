"""Whether a passage supports a claim, contradicts it, or does not say."""
