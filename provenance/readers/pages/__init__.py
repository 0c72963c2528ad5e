"""Web pages: their main text, and what they claim about it."""
