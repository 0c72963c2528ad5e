"""Adding texts: inputs are read into batches, matched, and committed."""
