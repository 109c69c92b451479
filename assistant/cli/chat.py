"""`assistant chat`: type instead of speaking."""

import contextlib
import sys

import click

from assistant.core.garbage import loading_to_stay
from assistant.core.settings import Language, Settings


@click.command()
@click.option("--language", type=click.Choice(["en", "ko"]), help="Language you type in.")
@click.pass_obj
def chat(settings: Settings, language: Language | None) -> None:
    """Type what you would say; Ctrl-D or "bye" ends.

    Uses the household of a running `assistant run`, or starts it for as long as you type.
    """
    typed = sys.stdin.isatty()
    if typed:
        click.echo("One moment …")
    # Reading everything takes a second: after the line above.
    from assistant.app import App, join_home  # noqa: PLC0415

    app = App(settings)
    with contextlib.ExitStack() as stack:
        with loading_to_stay():
            home = stack.enter_context(join_home(app))
            talk = stack.enter_context(home.talk(language))
        if typed:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415  (line editing, where there is one)
            click.echo('Try "reorder detergent", "play Chopin", "where is my order"; Ctrl-D ends.')
        while (line := _read_line()) is not None:
            if line.strip().lower() in {"bye", "exit", "quit"}:
                break
            turn = talk(line)
            click.echo(turn.reply.text if turn.reply else "(done)")


def _read_line() -> str | None:
    """The next line that is not empty; None at the end."""
    while True:
        try:
            line = input("> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return None
        if line.strip():
            return line
