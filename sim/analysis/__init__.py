"""Questions put to many points at once."""
