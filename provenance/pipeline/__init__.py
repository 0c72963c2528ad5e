"""Orchestration: the steps of each command, as calls to the parts that do them."""
