"""Tables of texts: one document a row."""
