"""Observed series from files, and what the model says of each."""
