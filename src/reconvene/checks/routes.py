"""Whether every known route to what is to be prevented is closed."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, change, consequence, named, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.facts import missing
from reconvene.deal.routes import Closure, Route, is_dealt_with, routes
from reconvene.document.politics import Path
from reconvene.text.finding import Fix, Reason, Severity


@check(
    "K03",
    Severity.ERROR,
    """The Agreed Framework of 21 October 1994 froze reactors and reprocessing; in October 2002 the United States
    confronted the DPRK over the enrichment of uranium, the other route (Arms Control Association, chronology), and
    within months the Framework was gone.""",
    left_open=(
        "`{path}`, a route of {owner} to `{end}`, is left open: nothing addresses it{doubt}.",
        "add a duty that addresses `{path}`, and say who verifies it",
    ),
    unseen=(
        "`{path}`, a route of {owner} to `{end}`, is closed in words only: nobody verifies {by}.",
        "say who verifies {by}, and how",
    ),
    unknown=(
        "Whether `{path}`, a route of {owner} to `{end}`, is closed cannot be told: nothing says who verifies {by}.",
        "say who verifies {by}, and how",
    ),
)
def path_not_covered(draft: Draft) -> Iterator[Answer]:
    """A route to what is to be prevented is known, and nothing closes it.

    A deal that closes one road sends the traffic to the next. Whoever still wants to get there needs only one that was
    left open, and the relief for closing the others has been given by then.

    The check takes each of the `paths` of the file and asks whether a duty addresses it, or brings a thing on the way
    to its last state, and whether somebody verifies that. A route counts once the text is about its end: it cuts into
    it, closes another route there, or gives relief to whoever has the route. Where a route is only suspected, it is a
    warning. A file without routes says `paths: none`.

    ## Fails

    ```yaml
    title: The other plant
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {reactor: {of: north, scale: [running, dismantled]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    paths:
      by_plutonium: {of: north, leads_to: arsenal, through: [reactor]}
      by_uranium: {of: north, leads_to: arsenal}
    obligations:
      dismantle_reactor: {by: north, to: [south], brings: reactor.dismantled, verified: {by: agency}}
    ```

    ```yaml
    title: Take our word
    parties: {north: {}, south: {}}
    items: {reactor: {of: north, scale: [running, dismantled]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    paths: {by_plutonium: {of: north, leads_to: arsenal, through: [reactor]}}
    obligations:
      dismantle_reactor: {by: north, to: [south], brings: reactor.dismantled, verified: none}
    ```

    ## Passes

    ```yaml
    title: Both plants
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {reactor: {of: north, scale: [running, dismantled]}, hall: {of: north, scale: [running, dismantled]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    paths:
      by_plutonium: {of: north, leads_to: arsenal, through: [reactor]}
      by_uranium: {of: north, leads_to: arsenal, through: [hall]}
    obligations:
      dismantle_reactor: {by: north, to: [south], brings: reactor.dismantled, verified: {by: agency}}
      dismantle_hall: {by: north, to: [south], brings: hall.dismantled, verified: {by: agency}}
    ```

    ## Cannot tell

    ```yaml
    title: Who looks?
    parties: {north: {}, south: {}}
    items: {reactor: {of: north, scale: [running, dismantled]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    paths: {by_plutonium: {of: north, leads_to: arsenal, through: [reactor]}}
    obligations:
      dismantle_reactor: {by: north, to: [south], brings: reactor.dismantled, verified: {by: unknown}}
    ```
    """
    if not draft.process.paths:
        return
    listed = routes(draft.tabled)
    for route in listed:
        if route.closure is Closure.OPEN and is_dealt_with(draft.tabled, route, listed):
            yield _left_open(draft, route)
        elif route.closure is Closure.UNSEEN:
            yield _unseen(draft, route)


def _path(draft: Draft, route: Route) -> Path:
    return (draft.process.paths or {})[route.path]


def _values(route: Route) -> dict[str, str]:
    owner = f"`{route.of}`" if route.of else "nobody knows whom"
    return {
        "path": route.path,
        "owner": owner,
        "end": route.leads_to,
        "by": named(route.by, "duties that close it"),
    }


def _left_open(draft: Draft, route: Route) -> Answer:
    path = _path(draft, route)
    suspected = route.known == "suspected"
    because = [Reason(f"`{route.path}` leads to `{route.leads_to}`", path.value_span("leads_to"))]
    because += [Reason("that it exists is suspected, and not known", path.value_span("known"))] if suspected else []
    return Answer(
        "left_open",
        path.span,
        route.path,
        tuple(because),
        _address(draft, route),
        severity=Severity.WARNING if suspected else Severity.ERROR,
        values={**_values(route), "doubt": ". That it exists is suspected, and not known" if suspected else ""},
    )


def _unseen(draft: Draft, route: Route) -> Answer:
    path = _path(draft, route)
    if route.missing:
        return Answer(
            "unknown", path.span, route.path, missing=tuple(map(missing, route.missing)), values=_values(route)
        )
    because = tuple(Reason(f"nobody verifies `{name}`", draft.duties[name].value_span("verified")) for name in route.by)
    return Answer("unseen", path.span, route.path, because, _verify(draft, route), values=_values(route))


def _address(draft: Draft, route: Route) -> tuple[Fix, ...]:
    name = new_name(draft, f"close_{route.path}")
    text = f"{{by: {route.of or 'unknown'}, kind: forbear, forbids: [nuclear_activity], "
    text += f"addresses: {{{route.path}: freeze}}, if_contested: {{then: {consequence(draft)}}}, "
    text += "verified: {by: unknown}}"
    return add_entry(f"add a duty that at least freezes `{route.path}`", draft, "obligations", name, text)


def _verify(draft: Draft, route: Route) -> tuple[Fix, ...]:
    edits = [
        edit
        for name in route.by
        for fix in change("", draft.duties[name], "verified", "{by: unknown}")
        for edit in fix.edits
    ]
    return (Fix("let it be verified, by whom still open", tuple(edits)),)
