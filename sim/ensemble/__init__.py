"""Ensembles: many runs at once, what is recorded of them, and what became of them."""
