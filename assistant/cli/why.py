"""`assistant why`: where the numbers of an order, an offer or a suggestion come from."""

import click

from assistant.app import App, trace
from assistant.cli.console import json_line
from assistant.core.errors import BadInputError
from assistant.core.settings import Settings


@click.command()
@click.argument("subject", metavar="ORDER|OFFER|SUGGESTION")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def why(settings: Settings, subject: str, *, as_json: bool) -> None:
    """Trace an order (A1001), an offer (SELLER:ID) or a suggested product (its id)."""
    rows = trace(App(settings), subject)
    if not rows:
        raise BadInputError(
            f"there is no order, offer or suggestion {subject!r}; `assistant orders` lists the orders, "
            "`assistant catalog offers NAME` the offers of a product"
        )
    for label, text in rows:
        if as_json:
            json_line({"label": label, "text": text})
        else:
            click.echo(f"{label:<20} {text}")
