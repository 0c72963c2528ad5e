"""One text out of some bytes: which reader takes which format, and the formats that need one module."""
