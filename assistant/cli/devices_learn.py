"""`assistant devices learn`, `buttons`, `forget`: which button that people own orders what."""

import click
import msgspec

from assistant.app import App
from assistant.app.learning import Learning
from assistant.bus.address import BrokerAddress
from assistant.bus.dialects.gesture import Gesture
from assistant.bus.dialects.mapping import (
    Mapping,
    add_mapping,
    read_mappings,
    remove_mappings,
)
from assistant.cli.console import json_line
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.settings import Settings
from assistant.store.household.replenish import Slot

FAMILIES = {
    "zigbee2mqtt": "Zigbee2MQTT",
    "shelly1": "Shelly, first generation",
    "shelly2": "Shelly",
    "tasmota": "Tasmota",
}


@click.command()
@click.argument("device", required=False)
@click.argument("slot", required=False)
@click.option("--timeout", "timeout_s", default=60.0, show_default=True, help="Seconds to wait.")
@click.option("--test", is_flag=True, help="Its presses go the whole way and buy nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; asks nothing.")
@click.pass_obj
def learn(
    settings: Settings,
    device: str | None,
    slot: str | None,
    timeout_s: float,
    *,
    test: bool,
    as_json: bool,
) -> None:
    """Wait for a press of any button, and let it order a SLOT of a DEVICE from then on.

    Asks which slot where none is named. The press itself orders nothing.
    """
    slots = _known_slots(settings)
    meant = _slot_named(slots, device, slot, may_ask=not as_json)
    with Learning(settings) as learning:
        if not as_json:
            click.echo(f"Press the button now, as you want to order (waiting {timeout_s:g} s) …")
        gesture = learning.press(timeout_s)
    if gesture is None:
        raise _nothing_heard(settings, timeout_s)
    if not as_json:
        click.echo(f"Heard {_described(gesture)}.")
    device_id, slot_name = meant or _asked(settings, slots)
    mapping = Mapping(
        family=gesture.family,
        name=gesture.name,
        button=gesture.button,
        gesture=gesture.gesture,
        device=device_id,
        slot=slot_name,
        test=test,
        seen=gesture.key or "",
    )
    replaced = add_mapping(settings.buttons_file, mapping)
    if as_json:
        json_line(msgspec.to_builtins(mapping) | {"replaced": replaced})
        return
    what = "test order" if test else "order"
    click.echo(f"From now on it places one {what} for {slot_name} of {device_id}.")
    click.echo(f"Kept in {settings.buttons_file}; `assistant devices buttons` lists them.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def buttons(settings: Settings, *, as_json: bool) -> None:
    """Show which gesture on which button stands for which slot."""
    mappings = read_mappings(settings.buttons_file)
    for each in mappings:
        if as_json:
            json_line(msgspec.to_builtins(each))
            continue
        which = f"{each.name} {each.button}".strip()
        test = "  (test orders)" if each.test else ""
        click.echo(
            f"{each.family:<12} {which:<32} {each.gesture:<8} {each.device} {each.slot}{test}"
        )
    if not mappings and not as_json:
        click.echo("No button yet. Try: assistant devices learn")


@click.command()
@click.argument("name")
@click.argument("gesture", required=False)
@click.pass_obj
def forget(settings: Settings, name: str, gesture: str | None) -> None:
    """Let the button NAME, or one GESTURE on it, order nothing any more."""
    mappings = read_mappings(settings.buttons_file)
    gone = [each for each in mappings if each.name == name and gesture in {None, each.gesture}]
    if not gone:
        known = ", ".join(f"{each.name} {each.gesture}" for each in mappings) or "none at all"
        raise BadInputError(f"no button {name!r} {gesture or ''} (there is: {known})")
    remove_mappings(settings.buttons_file, gone)
    click.echo(f"{name}: forgot {', '.join(each.gesture for each in gone)}")


def _nothing_heard(settings: Settings, timeout_s: float) -> AssistantError:
    address = settings.buttons.broker
    where = BrokerAddress.parse(address) if address else "the assistant's own broker"
    return AssistantError(
        f"no button was heard on {where} within {timeout_s:g} s; "
        "is it connected there? docs/buttons.md tells how each kind is"
    )


def _described(gesture: Gesture) -> str:
    which = f" (button {gesture.button})" if gesture.button else ""
    return f"“{gesture.name}”{which}, {FAMILIES[gesture.family]}: {gesture.gesture}"


def _known_slots(settings: Settings) -> tuple[Slot, ...]:
    """The slots of this household; none where its orders are not kept on this machine."""
    with App(settings).order_store() as store:
        return store.slots() if store is not None else ()


def _slot_named(
    slots: tuple[Slot, ...], device: str | None, slot: str | None, *, may_ask: bool
) -> tuple[str, str] | None:
    """The slot that was named; None where it is to be asked for."""
    if device is None:
        if may_ask:
            return None
        raise BadInputError("with --json, name the DEVICE and SLOT that the button stands for")
    fits = [each for each in slots if each.device_id == device and slot in {None, each.slot}]
    if len(fits) == 1:
        return device, fits[0].slot
    if not slots and slot is not None:
        return device, slot
    known = ", ".join(f"{each.device_id} {each.slot}" for each in slots) or "none yet"
    raise BadInputError(f"name one slot (there is: {known})")


def _asked(settings: Settings, slots: tuple[Slot, ...]) -> tuple[str, str]:
    if not slots:
        raise BadInputError("no slot is known here; name it: assistant devices learn DEVICE SLOT")
    catalog, language = App(settings).catalog, settings.household.main_language
    for number, each in enumerate(slots, 1):
        product = catalog.product(each.product_id)
        names = product.names if product is not None else {}
        name = names.get(language) or names.get("en") or each.product_id
        click.echo(f"{number:>3}  {each.device_id} {each.slot}: {each.quantity} x {name}")
    chosen = click.prompt("Which of them does it stand for", type=click.IntRange(1, len(slots)))
    return slots[chosen - 1].device_id, slots[chosen - 1].slot
