"""`assistant watches`: prices that somebody waits for."""

import click
import msgspec

from assistant.app import App
from assistant.cli.console import json_line
from assistant.core.errors import BadInputError
from assistant.core.settings import Settings


@click.command()
@click.option("--forget", type=int, metavar="NUMBER", help="Do not wait for this one any more.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def watches(settings: Settings, forget: int | None, *, as_json: bool) -> None:
    """Show the prices you wait for (“tell me when it drops below ten”), newest first."""
    app = App(settings)
    if forget is not None:
        if not app.notebook.unwatch(forget):
            raise BadInputError(f"no watch has the number {forget}; `assistant watches` lists them")
        click.echo(f"Watch {forget} is forgotten.")
        return
    found = app.notebook.watches()
    if not found and not as_json:
        click.echo("No prices are watched. Say: tell me when detergent drops below fifteen dollars")
    for watch in found:
        if as_json:
            json_line(msgspec.to_builtins(watch))
            continue
        name = watch.names.get(settings.household.main_language) or next(iter(watch.names.values()))
        state = "waiting" if watch.told_at is None else f"told {watch.told_at:%a %d %b}"
        click.echo(f"{watch.number}  {name}  below {watch.below}  {state}")
