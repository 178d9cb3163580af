"""On how many examples a law is tried."""

from __future__ import annotations

from hypothesis import settings


def up_to(most: int) -> int:
    """That many, which `make test-long` asks for, and no more than a few where conftest says that a few do."""
    return min(most, settings().max_examples) if settings.get_current_profile_name() == "few" else most
