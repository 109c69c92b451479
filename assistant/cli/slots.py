"""`assistant slots`: what buttons and levels stand for, how full they are, how long it lasts."""

from typing import Any

import click
import msgspec

from assistant.app import App, ask_as_owner, owner_request_id
from assistant.cli.console import json_line
from assistant.cli.listing import Listing
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import AnyRequest, Order, SetSlot, utc_now
from assistant.core.money import Money
from assistant.core.settings import Settings
from assistant.store.household.supplies import Supply, of_slot

PERCENT = 100
ARGUMENTS = {"subject": "DEVICE", "slot": "SLOT", "product_id": "PRODUCT"}
"""How the fields of a request are called on the command line."""


@click.group(cls=Listing, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def slots(context: click.Context, *, as_json: bool) -> None:
    """Show every device's slots: product, level, how long it lasts, the order on its way."""
    if context.invoked_subcommand is not None:
        return
    now = utc_now()
    with App(context.obj).order_store() as store:
        if store is None:
            raise AssistantError("no order service has run here yet; start `assistant run` once")
        for slot in store.slots():
            supply = of_slot(store, slot, now)
            running = store.running_order(slot.device_id, slot.slot)
            _show(supply, running, as_json=as_json)


def _show(supply: Supply, running: Order | None, *, as_json: bool) -> None:
    slot = supply.slot
    if as_json:
        fields = msgspec.to_builtins(supply) | {"order_id": running and running.order_id}
        json_line(fields)
        return
    click.echo(f"{slot.device_id:<14} {slot.slot:<10} {slot.quantity} x {slot.product_id}")
    facts = [_level(supply), _lasts(supply)]
    if slot.threshold_fraction:
        facts.append(f"orders at {slot.threshold_fraction:.0%}")
    if slot.ahead_days:
        facts.append(f"orders {slot.ahead_days:g} days ahead")
    if slot.ceiling is not None:
        facts.append(f"up to {slot.ceiling}")
    if running is not None:
        facts.append(f"{running.order_id} is {running.state}")
    click.echo(f"{'':14} {', '.join(fact for fact in facts if fact)}")


def _level(supply: Supply) -> str:
    level = supply.level
    return "" if level is None else f"{level.remaining:g} of {level.capacity:g} {level.unit}"


def _lasts(supply: Supply) -> str:
    lasts = supply.lasts
    if lasts is None:
        return "how long it lasts is not known yet"
    told = f"lasts about {lasts.days:.0f} days ({lasts.least:.0f} to {lasts.most:.0f})"
    return f"{told}, going by what was bought" if lasts.source == "purchases" else told


@slots.command("set")
@click.argument("device")
@click.argument("slot")
@click.argument("product")
@click.option("--quantity", default=1, show_default=True, type=click.IntRange(1, 999))
@click.option(
    "--below", default=0.0, type=click.FloatRange(0, PERCENT), help="Order at so many percent."
)
@click.option("--ceiling", metavar="AMOUNT", help="The most one may cost unasked, such as 19.99.")
@click.option(
    "--ahead-days",
    default=0.0,
    type=click.FloatRange(0, 90),
    help="Order so long before it runs out.",
)
@click.pass_obj
def set_slot(settings: Settings, /, device: str, slot: str, product: str, **chosen: Any) -> None:
    """Let SLOT of DEVICE stand for PRODUCT (its id: `assistant catalog search`)."""
    request = {
        "product_id": product,
        "quantity": chosen["quantity"],
        "threshold_fraction": chosen["below"] / PERCENT,
        "ceiling": _money(chosen["ceiling"], settings.household.currency),
        "ahead_days": chosen["ahead_days"],
    }
    _ask(settings, device, slot, request)
    click.echo(f"{device} {slot} stands for {chosen['quantity']} x {product}.")


@slots.command()
@click.argument("device")
@click.argument("slot")
@click.pass_obj
def remove(settings: Settings, device: str, slot: str) -> None:
    """Let SLOT of DEVICE stand for nothing; what is ordered already still comes."""
    _ask(settings, device, slot, {"product_id": None})
    click.echo(f"{device} {slot} stands for nothing any more.")


def _money(amount: str | None, currency: str) -> dict[str, object] | None:
    if amount is None:
        return None
    try:
        money = Money.parse(amount, currency)
    except ValueError as error:
        raise BadInputError(f"--ceiling: {error}") from error
    if money.minor <= 0:
        raise BadInputError(f"--ceiling: {money} is not more than nothing")
    return {"minor": money.minor, "currency": money.currency}


def _ask(settings: Settings, device: str, slot: str, fields: dict[str, object]) -> None:
    request: AnyRequest
    try:
        request = msgspec.convert(
            {
                "type": "set_slot",
                "request_id": owner_request_id("slot"),
                "device_id": "owner",
                "at": utc_now(),
                "subject": device,
                "slot": slot,
                **fields,
            },
            SetSlot,
        )
    except msgspec.ValidationError as error:
        what = ARGUMENTS.get(str(error).rpartition("$.")[2].rstrip("`"), "that")
        raise BadInputError(
            f"{what} cannot be asked for: it is named by letters, digits and . _ : - only"
        ) from error
    answer = ask_as_owner(settings, request)
    if answer.status == "refused":
        raise AssistantError((answer.reason or "").partition(": ")[2] or "refused")
