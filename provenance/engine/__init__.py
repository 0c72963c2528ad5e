"""The interface to the native core: the only package that imports ``provenance._core``.

It converts our values to those of the core, and the answers of the core to our values. It computes nothing.
"""

from provenance.engine.json_lines import json_lines
from provenance.engine.segments import (
    Candidate,
    Proposed,
    Segments,
    Sketcher,
    Sketches,
    WrittenSegment,
)
from provenance.engine.texts import (
    ContextOverlap,
    ContextWords,
    Lexicon,
    Pattern,
    PreparedText,
    Text,
    about_tokens,
    broken_phrases,
    build_info,
    content_version,
    context_overlap,
    core_versions,
    decompress,
    distinct_shingle_hashes,
    lexicon_of,
    normalization,
    prepared,
    token_spans,
)
from provenance.engine.workers import (
    Proof,
    WordFrequencies,
    Workers,
    available_cores,
)

__all__ = [
    "Candidate",
    "ContextOverlap",
    "ContextWords",
    "Lexicon",
    "Pattern",
    "PreparedText",
    "Proof",
    "Proposed",
    "Segments",
    "Sketcher",
    "Sketches",
    "Text",
    "WordFrequencies",
    "Workers",
    "WrittenSegment",
    "about_tokens",
    "available_cores",
    "broken_phrases",
    "build_info",
    "content_version",
    "context_overlap",
    "core_versions",
    "decompress",
    "distinct_shingle_hashes",
    "json_lines",
    "lexicon_of",
    "normalization",
    "prepared",
    "token_spans",
]
