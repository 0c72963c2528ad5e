"""New addresses in fetched documents: links, feeds, sitemaps."""
