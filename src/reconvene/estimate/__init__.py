"""Quantities that nobody knows exactly: ranges, distributions, ordinals, and what they rest on."""
