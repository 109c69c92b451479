"""`assistant lock`, `assistant code`: the child lock, and the digits that open it."""

import sys

import click

from assistant.app import ask_as_owner, owner_request_id
from assistant.cli.listing import Listing
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import Answer, AnyRequest, SetCode, SetLock, utc_now
from assistant.core.settings import Settings
from assistant.store.orders.holding import no_code

DIGITS = range(4, 9)
"""How many digits a code may have."""
_ROWS = ("01234567890", "09876543210")


@click.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@click.pass_obj
def lock(settings: Settings, state: str) -> None:
    """Turn the child lock on or off: while it is on, every order wants the household's code."""
    request = SetLock(
        request_id=owner_request_id("lock"), device_id="owner", at=utc_now(), on=state == "on"
    )
    answer = _done(settings, request)
    click.echo(f"The child lock is {state}.")
    if no_code(answer.reason):
        click.echo("No code is set, so every order waits for you; `assistant code set` makes one.")


@click.group(cls=Listing)
def code() -> None:
    """The household's code, said to allow what is locked or above a limit."""


@code.command("set")
@click.pass_obj
def set_code(settings: Settings) -> None:
    """Set the code; it is asked for, never given on the command line."""
    wanted = _asked()
    _done(settings, _code_request(wanted))
    click.echo("The code is set. Say it when you are asked for it; wrong ones are counted.")


@code.command("clear")
@click.pass_obj
def clear_code(settings: Settings) -> None:
    """Take the code away; what is locked then waits for the owner."""
    _done(settings, _code_request(None))
    click.echo("There is no code any more.")


def _code_request(wanted: str | None) -> SetCode:
    return SetCode(
        request_id=owner_request_id("code"), device_id="owner", at=utc_now(), code=wanted
    )


def _asked() -> str:
    """The code as it is typed, unseen; from a pipe, its first line."""
    if sys.stdin.isatty():
        wanted: str = click.prompt("New code (4 to 8 digits)", hide_input=True)
        if click.prompt("Once more", hide_input=True) != wanted:
            raise BadInputError("the two are not the same; nothing is changed")
    else:
        wanted = sys.stdin.readline().strip()
    return checked(wanted)


def checked(wanted: str) -> str:
    """The code, where it may be one; `BadInputError` never repeats it."""
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) in DIGITS):
        raise BadInputError("a code is 4 to 8 digits; nothing is changed")
    if len(set(wanted)) == 1 or any(wanted in row for row in _ROWS):
        raise BadInputError("everybody would guess this code first; nothing is changed")
    return wanted


def _done(settings: Settings, request: AnyRequest) -> Answer:
    answer = ask_as_owner(settings, request)
    if answer.status == "refused":
        raise AssistantError((answer.reason or "refused").partition(": ")[2] or "refused")
    return answer
