"""What can be signed and what is: the table of a month, lines, the search of the package space, and how bodies vote."""
