"""Letting a device in and shutting it out: at the broker by its secret, at the order service."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.app.owner import OWNER_ID, request_id
from assistant.app.owner_desk import ask_as_owner
from assistant.bus import access, passwords, topics
from assistant.bus.broker import find_mosquitto
from assistant.bus.client import Client
from assistant.bus.network import NetworkFolder, change_passwords, reload
from assistant.bus.running import OWN_BROKERS, reach, read_run_file
from assistant.core.errors import AssistantError, BadInputError, BrokerError
from assistant.core.messages import DeregisterDevice, RegisterDevice, Role, utc_now
from assistant.core.settings import Settings

READS_AGAIN_S, PAUSE_S = 5.0, 0.1
"""How long a broker may take to read its files again."""


@dataclass(frozen=True)
class Admission:
    """A device that was let in."""

    name: str
    secret: str
    kept: bool
    """Whether the secret is in the broker's password file: not where the broker is not ours."""
    counts: bool
    """Whether the broker has read it; else it has to be told to."""


def admit(settings: Settings, name: str, role: Role, own_topics: Sequence[str] = ()) -> Admission:
    """Let a device in under a new secret; one that was in gets a new one.

    Args:
        settings: which broker, and where its files are.
        name: its id on the wire and its user name.
        role: what it may ask the order service.
        own_topics: topic filters beyond the assistant's own, for what speaks another language.

    Raises:
        BadInputError: nobody can be called so, it is a name of the house's own, or a topic is.
        AssistantError: the order service does not answer, or refuses.
        StorageError: the password file cannot be written.
    """
    _check(name)
    rules = access.of_other_programs(own_topics)
    rules = (*rules, *access.of_an_assistant()) if role == "assistant" else rules
    _ask(settings, _registered(name, role))
    if settings.broker.network:
        network = NetworkFolder(Path(settings.broker.network).expanduser())
        secret = network.admit(name, rules)
        counts = network.reload() and _accepted(settings, name, secret)
        return Admission(name, secret, kept=True, counts=counts)
    secret = passwords.new_secret()
    private = _private(settings)
    if private is None:
        return Admission(name, secret, kept=False, counts=False)
    file, pid = private
    change_passwords(file, lambda text: passwords.with_account(text, name, secret))
    counts = pid is None or (reload(pid) and _accepted(settings, name, secret))
    return Admission(name, secret, kept=True, counts=counts)


def _accepted(settings: Settings, name: str, secret: str) -> bool:
    """Whether the broker takes the new secret: it reads its files again in its own time."""
    mine = replace(reach(settings.broker, settings.data_dir), username=name, password=secret)
    give_up_at = time.monotonic() + READS_AGAIN_S
    while time.monotonic() < give_up_at:
        try:
            with Client(mine, name):
                return True
        except BrokerError:
            time.sleep(PAUSE_S)
    return False


def shut_out(settings: Settings, name: str) -> bool:
    """Shut a device out: its connection ends at once, and its requests are refused.

    Returns:
        Whether the broker knows already; else it has to be told to read its files again.

    Raises:
        BadInputError, AssistantError, StorageError: as `admit`. The broker's part is done first.
    """
    _check(name)
    counts = True
    if settings.broker.network:
        network = NetworkFolder(Path(settings.broker.network).expanduser())
        network.shut_out(name)
        counts = network.reload()
    elif (private := _private(settings)) is not None:
        file, pid = private
        change_passwords(file, lambda text: passwords.without_account(text, name))
        counts = pid is None or reload(pid)
    _ask(settings, _deregistered(name))
    _show_no_more(settings, name)
    return counts


def _show_no_more(settings: Settings, name: str) -> None:
    """Take the device's retained state off the broker, where one runs."""
    with suppress(BrokerError):
        broker = reach(settings.broker, settings.data_dir, access.OWNER)
        with Client(broker, request_id("forget")) as client:
            client.publish_foreign(topics.device_state(name), b"", retain=True)


def _private(settings: Settings) -> tuple[Path, int | None] | None:
    """Password file of our private mosquitto, and its process where it runs.

    None where the broker is another or the embedded one.
    """
    if settings.broker.address not in OWN_BROKERS:
        return None
    running = read_run_file(settings.data_dir)
    kind = running.kind if running is not None else settings.broker.address
    if kind == "embedded" or find_mosquitto() is None:
        return None
    return settings.data_dir / "broker" / "passwords", running.pid if running else None


def _check(name: str) -> None:
    passwords.check_name(name)
    if name in access.RESERVED:
        raise BadInputError(f"{name!r} is a name of the house's own programs; choose another")


def _registered(name: str, role: Role) -> RegisterDevice:
    return RegisterDevice(
        request_id=request_id("register"),
        device_id=OWNER_ID,
        at=utc_now(),
        subject=name,
        role=role,
    )


def _deregistered(name: str) -> DeregisterDevice:
    return DeregisterDevice(
        request_id=request_id("deregister"), device_id=OWNER_ID, at=utc_now(), subject=name
    )


def _ask(settings: Settings, request: RegisterDevice | DeregisterDevice) -> None:
    answer = ask_as_owner(settings, request)
    if answer.status == "refused":
        raise AssistantError((answer.reason or "").partition(": ")[2] or "it was refused")
