"""Processes we ship: data, sources, expected findings, and templates to start from."""
