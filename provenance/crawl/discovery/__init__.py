"""New addresses in what was fetched: links, feeds, sitemaps."""
