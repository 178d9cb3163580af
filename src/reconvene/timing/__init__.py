"""When things can, must and cannot happen."""
