"""Figures of others that our code must give again: closed forms, tables of papers, reference runs of other programmes.

`table` puts every figure beside what our code gives, those that do not match included.
"""

from tests.published.rows import Row, table

__all__ = ["Row", "table"]
