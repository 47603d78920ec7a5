"""Validation: the model against observed data, published figures, its sources and itself."""
