"""Parts that several pages have: choices, long work that can be stopped, experiments to take away."""
