"""Why there is no deal, what would open one, and single runs told as stories. Reads the model, changes nothing in it."""
