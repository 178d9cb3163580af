"""Judgements that put the rooms below together: whether a package is worth signing, and what would decide."""
