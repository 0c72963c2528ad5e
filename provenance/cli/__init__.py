"""The command line: translates between people and the pipeline, and decides nothing."""

from provenance.cli.app import main

__all__ = ["main"]
