"""Finding the broker that another process of this household has started on this machine."""

import contextlib
import os
import socket
from dataclasses import replace
from pathlib import Path

import msgspec

from assistant.bus import access
from assistant.bus.address import BrokerAddress
from assistant.bus.network import NetworkFolder
from assistant.core.errors import BrokerError, SettingsError
from assistant.core.settings import Broker, load

OWN_BROKERS = ("auto", "mosquitto", "embedded")
"""The values of `broker.address` that make us start one."""


class RunFile(msgspec.Struct, frozen=True):
    """Contents of `<data>/run/broker.json`."""

    address: str
    kind: str
    pid: int
    """The broker's process."""
    owner: int
    """The process that started it."""


def run_file(data_dir: Path) -> Path:
    """Where the run file of a data folder lies."""
    return data_dir / "run" / "broker.json"


def write_run_file(data_dir: Path, content: RunFile) -> None:
    """Replace the run file in one step."""
    path = run_file(data_dir)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(content))
    fresh.replace(path)


def read_run_file(data_dir: Path) -> RunFile | None:
    """The run file if there is one that can be read and its broker's process lives."""
    try:
        content = msgspec.json.decode(run_file(data_dir).read_bytes(), type=RunFile)
    except (OSError, msgspec.MsgspecError):
        return None
    return content if process_lives(content.pid) else None


def remove_run_file(data_dir: Path) -> None:
    """Forget the broker that ended."""
    with contextlib.suppress(OSError):
        run_file(data_dir).unlink()


def find_running(data_dir: Path) -> BrokerAddress | None:
    """The broker that a process with this data folder has started, if it answers."""
    content = read_run_file(data_dir)
    if content is None:
        return None
    address = BrokerAddress.parse(content.address)
    return address if accepts(address) else None


def reach(settings: Broker, data_dir: Path, account: str = access.ASSISTANT) -> BrokerAddress:
    """The broker to use for a command that starts none.

    Raises:
        BrokerError: none is configured and none is running.
        BadInputError: the configured address cannot be read.
    """
    if settings.address not in OWN_BROKERS:
        return configured(settings, account)
    address = find_running(data_dir)
    if address is None:
        raise BrokerError(
            f"no broker is running for {data_dir}; start `assistant run` in another window, "
            "or name one with --set broker.address=mqtt://host:port"
        )
    return identified(address, settings, account)


def configured(settings: Broker, account: str = access.ASSISTANT) -> BrokerAddress:
    """The address in the settings, with name and password of one of the house's accounts.

    Raises:
        BadInputError: the address, the network folder or the authority's file cannot be used.
    """
    return identified(BrokerAddress.parse(settings.address), settings, account)


def identified(address: BrokerAddress, settings: Broker, account: str) -> BrokerAddress:
    """An address with who we are to it: an account of the network folder, or the one that is set."""
    username = settings.username or address.username
    password = settings.password or address.password
    ca = settings.tls_ca
    if settings.network and not address.tls:
        raise SettingsError(
            "broker.address",
            f"{address} is without TLS, and secrets of the network folder are not sent in the "
            "clear; write it as mqtts://host:port",
        )
    if settings.network:
        network = NetworkFolder(Path(settings.network).expanduser())
        secret = network.accounts().get(account)
        if secret is not None and not settings.username:
            username, password = account, secret
        ca = ca or str(network.authority)
    if address.tls and ca and not Path(ca).expanduser().is_file():
        raise SettingsError("broker.tls_ca", f"there is no file {ca}")
    return replace(
        address,
        username=username,
        password=password,
        ca=str(Path(ca).expanduser()) if address.tls and ca else "",
    )


def address_of(url: str, account: str) -> BrokerAddress:
    """The broker at `url` for a program of the house that is started with it.

    Raises:
        BadInputError: the address, or what the settings say of it, cannot be used.
    """
    return identified(BrokerAddress.parse(url), load().broker, account)


def process_lives(pid: int) -> bool:
    """Whether there is such a process; one that has ended but was not waited for is none."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2]
    except OSError:  # no /proc here
        return True
    return not state.strip().startswith("Z")


def accepts(address: BrokerAddress) -> bool:
    """Whether something listens there."""
    try:
        socket.create_connection((address.host, address.port), timeout=0.5).close()
    except OSError:
        return False
    return True
