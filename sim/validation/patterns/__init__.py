"""What the sources claim, looked for in the runs."""
