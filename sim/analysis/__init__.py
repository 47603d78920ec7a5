"""What many points together say: sensitivity indices, and boxes of parameters in which an outcome is common."""
