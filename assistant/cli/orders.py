"""`assistant orders`: what was ordered, why, and undoing it."""

from datetime import datetime

import click
import msgspec

from assistant.app import App, ask_as_owner, owner_request_id
from assistant.cli.console import json_line
from assistant.cli.listing import Listing
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import (
    Answer,
    CancelOrder,
    ConfirmOrder,
    Order,
    ReturnOrder,
    TellArrival,
    utc_now,
)
from assistant.core.settings import Settings
from assistant.store.delivery.days import household_zone
from assistant.store.orders.explain import why as reasons

COMES = {"placed": "comes", "confirmed": "comes", "packed": "comes", "shipped": "comes"} | {
    "delivered": "came"
}


@click.group(cls=Listing, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.pass_context
def orders(context: click.Context, limit: int, *, as_json: bool) -> None:
    """Show the orders of this household, newest first; or one of the commands below."""
    if context.invoked_subcommand is not None:
        return
    settings: Settings = context.obj
    found = App(settings).orders(limit)
    if not found and not as_json:
        click.echo("No orders yet. Try: assistant chat, and type: reorder detergent")
    for order in found:
        _show(settings, order, as_json=as_json)


@orders.command()
@click.argument("order_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As a JSON object.")
@click.pass_obj
def show(settings: Settings, order_id: str, *, as_json: bool) -> None:
    """Show one order."""
    with App(settings).order_store() as store:
        order = store.order(order_id) if store else None
    if order is None:
        raise _unknown(order_id)
    _show(settings, order, as_json=as_json)


@orders.command()
@click.argument("order_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Everything that is kept, as one object.")
@click.pass_obj
def why(settings: Settings, order_id: str, *, as_json: bool) -> None:
    """Tell how an order came about: who asked, at what price, what happened and what caused it."""
    app = App(settings)
    with app.order_store() as store:
        trace = store.trace(order_id) if store else None
    if trace is None:
        raise _unknown(order_id)
    if as_json:
        json_line(msgspec.to_builtins(trace))
        return
    click.echo(f"{trace.order.order_id} is {trace.order.state}.")
    for label, text in reasons(trace, app.time_zone, app.seller_name):
        click.echo(f"  {label:<20} {text}")


@orders.command()
@click.argument("order_id", metavar="[ID]", required=False)
@click.pass_obj
def cancel(settings: Settings, order_id: str | None) -> None:
    """Cancel an order that is held or in its window; the last open one without ID."""
    _ask(settings, CancelOrder, order_id)


@orders.command()
@click.argument("order_id", metavar="[ID]", required=False)
@click.pass_obj
def confirm(settings: Settings, order_id: str | None) -> None:
    """Place an order that is held; the last held one without ID. The owner needs no code."""
    _ask(settings, ConfirmOrder, order_id)


@orders.command("return")
@click.argument("order_id", metavar="ID")
@click.pass_obj
def send_back(settings: Settings, order_id: str) -> None:
    """Send a delivered order back; it is refunded when the seller has it."""
    _ask(settings, ReturnOrder, order_id)


@orders.command()
@click.argument("order_id", metavar="ID")
@click.option("--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Else today.")
@click.option("--not", "missing", is_flag=True, help="It has not come, whoever told so.")
@click.pass_obj
def arrived(settings: Settings, order_id: str, on: datetime | None, *, missing: bool) -> None:
    """Tell that an order has come, or that it has not; its seller's promises go by that."""
    if missing and on is not None:
        raise BadInputError("--on tells when it came, --not that it has not: give one of them")
    zone = household_zone(settings.household.time_zone)
    came = None if missing else (on or utc_now().astimezone(zone)).date()
    _ask(settings, TellArrival, order_id, came=came)


def _ask(
    settings: Settings,
    kind: type[CancelOrder | ConfirmOrder | ReturnOrder | TellArrival],
    order_id: str | None,
    **more: object,
) -> None:
    fields = {
        "request_id": owner_request_id("order"),
        "device_id": "owner",
        "at": utc_now(),
        **more,
    }
    try:
        request = msgspec.convert(
            {"type": kind.__struct_config__.tag, "order_id": order_id, **fields}, kind
        )
    except msgspec.ValidationError as error:  # no id looks like that
        raise _unknown(str(order_id)) from error
    answer = ask_as_owner(settings, request)
    if answer.status in {"refused", "too_late", "nothing_to_cancel"}:
        raise _refusal(answer, order_id)
    if answer.order is not None:
        reason = f" ({answer.reason})" if answer.reason else ""
        click.echo(f"{answer.order.order_id} is {answer.order.state}{reason}.")


def _refusal(answer: Answer, order_id: str | None) -> AssistantError:
    code, _, reason = (answer.reason or "").partition(": ")
    if order_id is not None and (code == "unknown_order" or not (answer.order or reason)):
        return _unknown(order_id)
    if answer.status == "too_late" and answer.order is not None:
        return AssistantError(
            f"{answer.order.order_id} is {answer.order.state}: it can no longer be cancelled"
        )
    if answer.status == "nothing_to_cancel":
        found = (
            f"{answer.order.order_id} is cancelled already" if answer.order else "no order is open"
        )
        return AssistantError(f"nothing to cancel: {found}")
    return AssistantError(reason or answer.status.replace("_", " "))


def _unknown(order_id: str) -> BadInputError:
    return BadInputError(f"there is no order {order_id}; `assistant orders` lists them")


def _show(settings: Settings, order: Order, *, as_json: bool) -> None:
    if as_json:
        json_line(msgspec.to_builtins(order))
        return
    for index, line in enumerate(order.lines):
        head = f"{order.order_id:<8} {order.state:<10}" if index == 0 else " " * 19
        name = line.names.get(settings.household.main_language) or line.names["en"]
        each = " each" if line.quantity > 1 else ""
        click.echo(f"{head} {line.quantity:>3} x {name}  {line.unit_price}{each}")
    shipping = f", {order.shipping} of it shipping" if order.shipping else ""
    by = f"{order.origin} ({order.device_id})"
    when = order.came or order.delivery
    day = f", {COMES[order.state]} {when:%a %d %b}" if order.state in COMES else ""
    test = ", a test" if order.test else ""
    instead = f", instead of {order.instead_of}" if order.instead_of else ""
    click.echo(f"{'':19} total {order.total}{shipping}, by {by}{day}{instead}{test}")
    if order.state == "held":
        click.echo(f"{'':19} waits: {order.held_because}")
