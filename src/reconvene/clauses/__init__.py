"""Named clauses, spelled out in plain stages: one file each."""
