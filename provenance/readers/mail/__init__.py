"""Mails, their attachments, and saved pages, which have the format of mails."""
