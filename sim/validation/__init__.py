"""Observed data, and the model held against them."""
