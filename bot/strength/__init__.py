"""How strongly a sentence claims, of what kind, and where it oversteps."""
