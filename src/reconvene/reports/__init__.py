"""Telling people: words and pictures of what the other rooms found."""
