"""Questions to a store, and exports from it. Nothing here adds a text."""
