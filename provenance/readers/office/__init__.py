"""Office texts and e-books: packages of XML."""
