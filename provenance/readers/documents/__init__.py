"""One text out of some bytes: which reader takes which format, and the formats of one module each."""
