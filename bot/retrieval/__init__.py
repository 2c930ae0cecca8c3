"""Which passages are evidence for a query: the index, and what is ranked from it."""
