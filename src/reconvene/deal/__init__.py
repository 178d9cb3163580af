"""What it is worth, and to whom: pressure by count, by weight, by dimension and by layer; whose account holds."""
