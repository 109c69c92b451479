"""`assistant orders`: what was ordered."""

import click
import msgspec

from assistant.app import App
from assistant.cli.console import json_line
from assistant.core.settings import Settings

COMES = {"placed": "comes", "shipped": "comes", "delivered": "came"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def orders(settings: Settings, limit: int, *, as_json: bool) -> None:
    """Show the orders of this household, newest first."""
    app = App(settings)
    found = app.orders(limit)
    if not found and not as_json:
        click.echo("No orders yet. Try: assistant chat, and type: reorder detergent")
    for order in found:
        if as_json:
            json_line(msgspec.to_builtins(order))
            continue
        for index, line in enumerate(order.lines):
            head = f"{order.order_id:<8} {order.state:<10}" if index == 0 else " " * 19
            name = line.names.get(settings.household.main_language) or line.names["en"]
            click.echo(f"{head} {line.quantity:>3} x {name}  {line.unit_price}")
        by = f"{order.origin} ({order.device_id})"
        day = f", {COMES[order.state]} {order.delivery:%a %d %b}" if order.state in COMES else ""
        click.echo(f"{'':19} total {order.total}, by {by}{day}")
