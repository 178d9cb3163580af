"""The interface for programs is what its description says, whatever is asked for within it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.live import clock
from reconvene.live.roles import Role
from tests.web_desk import NOW, WebDesk, web_desk

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it passes on those of the libraries that it is built on
    schemathesis: Any = pytest.importorskip("schemathesis")
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
QUICK: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "database": None,
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    """A desk whose recorder's token the requests carry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(clock, "today", NOW.date)
        made = web_desk(tmp_path_factory.mktemp("office"))
        yield made
        made.house.close()


@pytest.fixture(scope="module")
def operations(web: WebDesk) -> list[Any]:
    """Everything that can be asked for, as the description tells it."""
    described = schemathesis.openapi.from_asgi("/api/openapi.json", web.browser.app)  # type: ignore[attr-defined]
    return [found.ok() for found in described.get_all_operations()]


@pytest.fixture(scope="module")
def header(web: WebDesk) -> dict[str, str]:
    return web.token(Role.RECORDER)


def ask(web: WebDesk, header: dict[str, str], case: Any, *, here: bool) -> None:
    """Send a request, mostly about a process that is there, and hold the answer to the description."""
    if here and "name" in (case.path_parameters or {}):
        case.path_parameters["name"] = web.base.rpartition("/")[2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = case.call(headers=header)
        case.validate_response(answer, checks=CHECKS)


def test_whatever_is_asked_for_is_answered_as_described(
    web: WebDesk, operations: list[Any], header: dict[str, str]
) -> None:
    assert len(operations) >= 30
    every = st.one_of([operation.as_strategy() for operation in operations])

    @settings(max_examples=40, **QUICK)
    @given(case=every, here=st.sampled_from([True, True, True, False]))
    def asked(case: Any, here: bool) -> None:
        ask(web, header, case, here=here)

    asked()


@pytest.mark.long
def test_every_address_answers_as_described(web: WebDesk, operations: list[Any], header: dict[str, str]) -> None:
    for operation in operations:

        @settings(max_examples=40, **QUICK)
        @given(case=operation.as_strategy(), here=st.booleans())
        def asked(case: Any, here: bool) -> None:
            ask(web, header, case, here=here)

        asked()
