"""Recording each fetch: the archive, the frontier, and the texts."""
