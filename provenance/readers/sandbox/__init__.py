"""Processes in which the libraries of other people read the documents of strangers."""
