"""Many points of many parameters: designs, plans, workers, and a store that survives interruption."""
