"""The report of a finished batch: one page that explains itself, and its tables as CSV."""
