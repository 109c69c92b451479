"""Letting a device in and shutting it out: at the broker by its secret, at the order service."""

from dataclasses import dataclass
from pathlib import Path

from assistant.app.owner import OWNER_ID, OwnerLine, request_id
from assistant.bus import access, passwords
from assistant.bus.network import NetworkFolder, change_passwords, reload
from assistant.bus.running import OWN_BROKERS, read_run_file
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import DeregisterDevice, RegisterDevice, Role, utc_now
from assistant.core.settings import Settings


@dataclass(frozen=True)
class Admission:
    """A device that was let in."""

    name: str
    secret: str
    kept: bool
    """Whether the secret is in the broker's password file: not where the broker is not ours."""
    counts: bool
    """Whether the broker has read it; else it has to be told to."""


def admit(settings: Settings, name: str, role: Role) -> Admission:
    """Let a device in under a new secret; one that was in gets a new one.

    Raises:
        BadInputError: nobody can be called so, or it is a name of the house's own.
        AssistantError: the order service does not answer, or refuses.
        StorageError: the password file cannot be written.
    """
    _check(name)
    _ask(settings, _registered(name, role))
    broker = settings.broker
    if broker.network:
        network = NetworkFolder(Path(broker.network).expanduser())
        secret = network.admit(name, assistant=role == "assistant")
        return Admission(name, secret, kept=True, counts=network.reload())
    secret = passwords.new_secret()
    private = _private(settings)
    if private is None:
        return Admission(name, secret, kept=False, counts=False)
    file, pid = private
    change_passwords(file, lambda text: passwords.with_account(text, name, secret))
    return Admission(name, secret, kept=True, counts=reload(pid))


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
        counts = reload(pid)
    _ask(settings, _deregistered(name))
    return counts


def _private(settings: Settings) -> tuple[Path, int] | None:
    """Password file and process of our private mosquitto; None where the broker is another."""
    running = read_run_file(settings.data_dir)
    if settings.broker.address not in OWN_BROKERS or running is None or running.kind != "mosquitto":
        return None
    return settings.data_dir / "broker" / "passwords", running.pid


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
    with OwnerLine(settings) as owner:
        answer = owner.ask(request)
    if answer.status == "refused":
        raise AssistantError((answer.reason or "").partition(": ")[2] or "it was refused")
