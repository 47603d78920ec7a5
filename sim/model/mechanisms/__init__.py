"""What happens in a month, one file a mechanism: its formulas with their literature."""
