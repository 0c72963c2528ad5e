"""Recognising formats."""
