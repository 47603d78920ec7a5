"""The commands about batches, a module each; `sim.cli` puts them together."""
