"""Orchestration: what a command does, told in the words of the parts that do it."""
