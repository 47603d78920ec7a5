"""What many points together say: sensitivity indices, boxes in which an outcome is common, and what it would take."""
