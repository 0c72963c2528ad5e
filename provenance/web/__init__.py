"""Looking: pages about what the store knows, as one file to mail (`prov report`) and in a browser (`prov serve`).

``spans``, ``halves``, ``graph`` and ``page`` make the model of a page, without HTML; ``gather`` asks the store for its
facts; ``render`` puts it into the templates.
"""
