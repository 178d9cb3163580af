"""What would follow, on the screen, before something is recorded; and the question whether it is to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reconvene.live.preview import Preview

MOST = 40
"""So many consequences are shown; the JSON has them all."""


def show(seen: Preview) -> None:
    """Show what is to be recorded, what the text says to it, and what would follow."""
    from rich.text import Text

    from reconvene.cli.screen import console, paper
    from reconvene.text.render import wrap

    screen = console()
    sheet = paper(screen)

    def line(words: str, style: str = "", hang: int = 0) -> None:
        screen.print(wrap(Text(sheet.words(words), style=style), sheet.prose, hang))

    for event in seen.known:
        line(f"`{event.id}` is on record already, word for word.")
    for event in seen.events[:MOST]:
        whom = f", for {', '.join(event.visible_to)} alone" if event.visible_to else ""
        line(f"{event.kind.replace('_', ' ').capitalize()} on {event.happened}, to be recorded as `{event.id}`{whom}")
    if len(seen.events) > MOST:
        line(f"and {len(seen.events) - MOST} more")
    for refused in seen.refused[:MOST]:
        _show_refusal(refused, alone=len(seen.events) == 1)
    if seen.unasked:
        line(f"Of the last {seen.unasked} the text was not asked whether they may happen: there are too many.")
    if not seen.events:
        return
    line("")
    line("What follows" if seen.consequences else "Nothing changes but the record itself.", "bold")
    for each in seen.consequences[:MOST]:
        line(f"- {each.words}", hang=2)
    if len(seen.consequences) > MOST:
        line(f"- and {len(seen.consequences) - MOST} more: --format json has them all", hang=2)


def _show_refusal(refused: object, *, alone: bool) -> None:
    """A refusal with the clause that it rests on."""
    from reconvene.cli.screen import console, paper
    from reconvene.live.preview import Refused
    from reconvene.text.finding import Finding, Severity
    from reconvene.text.render import draw

    assert isinstance(refused, Refused)
    said = refused.refusal
    message = said.message if alone else f"`{refused.event.id}`: {said.message}"
    finding = Finding("not-under-the-text", Severity.WARNING, message, said.span, help=said.next_step)
    screen = console()
    screen.print(draw(finding, paper(screen)), end="")


def ask(question: str) -> bool:
    """The answer to a yes-or-no question at a terminal; no if it ends."""
    import typer

    while True:
        try:
            said = input(f"{question} [y/N] ").strip().lower()
        except (EOFError, UnicodeDecodeError):
            typer.echo("")
            return False
        if said in ("", "n", "no", "y", "yes"):
            return said in ("y", "yes")
        typer.echo("  Write y or n.")
