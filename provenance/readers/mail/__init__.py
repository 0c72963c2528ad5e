"""Mails, what is attached to them, and saved pages, which are mails."""
