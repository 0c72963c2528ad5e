"""Records that other deduplication programs read and write: facts of their formats, and nothing of the store."""
