"""Questions to a store, and what is handed out of it; no text is added."""
