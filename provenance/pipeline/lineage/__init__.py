"""Groups of documents that matches connect, and who came first in them."""
