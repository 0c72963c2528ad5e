"""Bringing in what other programs know: pairs of texts that they hold for alike, and signatures."""
