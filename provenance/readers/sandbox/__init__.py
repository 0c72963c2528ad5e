"""Processes in which third-party libraries read the documents of strangers."""
