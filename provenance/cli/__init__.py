"""The command line: translates between people and the pipeline. It makes no decisions."""

from provenance.cli.app import main

__all__ = ["main"]
