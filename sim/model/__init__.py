"""How the world moves: Mesa agents whose state is arrays over runs, stepped month by month. Reads no file and knows no screen."""
