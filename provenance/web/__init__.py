"""Pages about the content of a store, as one file to mail (`prov report`) and in a browser (`prov serve`).

``spans``, ``graph`` and ``page`` make the model of a page, without HTML. ``gather`` reads its facts from
the store. ``render`` puts the model into the templates.
"""

ROOT = "/-/prov"
"""Where our pages begin, below the address of Datasette."""
