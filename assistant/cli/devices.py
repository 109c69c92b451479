"""`assistant press`, `assistant devices`, `assistant microphone`: the things in the house."""

import secrets

import click
import msgspec

from assistant.app import Line
from assistant.cli.console import json_line
from assistant.cli.devices_learn import buttons, forget, learn
from assistant.cli.listing import Listing
from assistant.cli.network import register, revoke
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import Answer, DeviceControl, DeviceState, SlotState
from assistant.core.settings import Settings

ACTIONS = ("press", "use", "fill")
WORDS = {
    "in_progress": "on its way already",
    "noted": "level noted, nothing is to be ordered",
}
"""What an answer says, where its status does not say it."""


@click.command()
@click.argument("device")
@click.argument("slot", required=False)
@click.option(
    "--action",
    type=click.Choice(ACTIONS),
    default="press",
    show_default=True,
    help="press the button, use the device once (a wash), or fill it up.",
)
@click.option("--timeout", "timeout_s", default=5.0, show_default=True, help="Seconds to wait.")
@click.pass_obj
def press(settings: Settings, device: str, slot: str | None, action: str, timeout_s: float) -> None:
    """Press the button of a simulated DEVICE (washer, dash), or of one SLOT of it."""
    language = settings.household.main_language
    control = DeviceControl(control_id=secrets.token_hex(8), action=action, slot=slot)  # type: ignore[arg-type]
    with Line(settings) as line:
        state = line.device(device, timeout_s)
        if state is None:
            known = ", ".join(sorted(line.devices())) or "none at all"
            raise BadInputError(f"no device {device!r} is online (there is: {known})")
        _refuse_impossible(state, action, slot)
        answers = line.control(device, control, timeout_s)
    for outcome in dict.fromkeys(_outcome(device, each, language) for each in answers):
        click.echo(outcome)  # two slots that need nothing are one line
    if not answers:
        raise AssistantError(f"{device}: no answer yet; it keeps asking until it gets one")


def _refuse_impossible(state: DeviceState, action: str, slot: str | None) -> None:
    slots = {each.slot: each for each in state.slots if slot in (None, each.slot)}
    if not slots:
        known = ", ".join(each.slot for each in state.slots) or "none"
        raise BadInputError(f"the {state.device_id} has no slot {slot!r} (there is: {known})")
    if action != "press" and not any(each.capacity for each in slots.values()):
        raise BadInputError(f"the {state.device_id} has only a button; nothing to {action}")


def _outcome(device: str, answer: Answer, language: str) -> str:
    text = f"{device}: {WORDS.get(answer.status, answer.status)}"
    if answer.order is not None:
        line = answer.order.lines[0]
        name = line.names.get(language) or line.names["en"]
        text += f", {answer.order.order_id}: {line.quantity} x {name}, {answer.order.total}"
    return text + (f" ({answer.reason})" if answer.reason else "")


@click.group(cls=Listing, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def devices(context: click.Context, *, as_json: bool) -> None:
    """Show the devices of the house, their slots and levels; or one of the commands below."""
    if context.invoked_subcommand is None:
        _show(context.obj, as_json=as_json)


for command in (learn, buttons, forget, register, revoke):
    devices.add_command(command)


def _show(settings: Settings, *, as_json: bool) -> None:
    with Line(settings) as line:
        states = line.devices()
    for state in states.values():
        if as_json:
            json_line(msgspec.to_builtins(state))
        else:
            click.echo(f"{state.device_id:<10} {state.kind:<16} {_presence(state)}")
            for slot in state.slots:
                click.echo(f"{'':10} {slot.slot:<16} {_slot(slot)}")
    if not states and not as_json:
        click.echo("No device has reported yet.")


def _presence(state: DeviceState) -> str:
    waiting = f", {state.waiting} unanswered" if state.waiting else ""
    return ("online" if state.online else "offline") + waiting


def _slot(slot: SlotState) -> str:
    level = ""
    if slot.remaining is not None and slot.capacity:
        level = f"{slot.remaining:g} of {slot.capacity:g} {slot.unit or ''}  "
    return f"{level}{slot.status}" + (f" {slot.order_id}" if slot.order_id else "")


TOLD = {
    "mute": "The assistant is told to close its microphone; `assistant microphone unmute` opens it.",
    "unmute": "The assistant is told to open its microphone.",
    "listen": "The assistant is told to listen now.",
}


@click.command()
@click.argument("action", type=click.Choice(list(TOLD)))
@click.pass_obj
def microphone(settings: Settings, action: str) -> None:
    """Mute or unmute the microphone of a running assistant, or let it listen now."""
    control = DeviceControl(control_id=secrets.token_hex(8), action=action)  # type: ignore[arg-type]
    with Line(settings) as line:
        line.publish_control("assistant", control)
    click.echo(TOLD[action])
