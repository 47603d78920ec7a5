"""Protocols of bargaining, one module each with a function `sign`; a scenario names one in `agreement.protocol`."""
