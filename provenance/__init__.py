"""Find every text that repeats another, show the passages, say who likely came first, keep it in SQLite."""
