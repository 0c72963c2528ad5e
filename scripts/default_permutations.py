"""Write the values that datasketch gives for the default parameters of an index into a file.

Called as ``python -m scripts.default_permutations``.
"""

import json

from provenance.params import IndexParams
from provenance.permutations import FILE, Permutations, best_bands


def main() -> None:
    """Write the file."""
    params = IndexParams()
    bands, rows = best_bands(params.num_perm, params.threshold)
    kept = {
        "num_perm": params.num_perm,
        "seed": params.seed,
        "threshold": params.threshold,
        "bands": bands,
        "rows": rows,
        "permutations": Permutations.drawn(params.num_perm, params.seed).to_bytes().hex(),
    }
    FILE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
