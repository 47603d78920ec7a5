"""Speeds of change fitted to observed series, and which numbers observation tells apart."""
