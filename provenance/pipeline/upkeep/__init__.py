"""Keeping a store sound: checks, copies, compacting, forgetting."""
