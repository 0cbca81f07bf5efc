"""The exercises of the book and what works on them."""
