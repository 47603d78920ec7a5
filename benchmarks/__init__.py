"""How fast the engine is, beside a scalar Mesa model of the same mechanisms that also checks it."""
