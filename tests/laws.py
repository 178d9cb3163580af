"""On how many examples a law is tried."""

from __future__ import annotations

from hypothesis import settings


def is_quick() -> bool:
    """Whether a few examples do, as conftest says; `make test-long` asks for all."""
    return settings.get_current_profile_name() == "few"


def up_to(most: int) -> int:
    """That many, or no more than a few where a few do."""
    return min(most, settings().max_examples) if is_quick() else most
