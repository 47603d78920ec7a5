"""Forecasts from past origins, scored beside naive ones."""
