"""What it is worth, and to whom: pressure by count and by weight, whose account holds, what stays open and for whom."""
