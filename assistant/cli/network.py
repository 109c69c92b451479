"""`assistant network prepare`, `assistant devices register` and `revoke`: who may connect."""

from collections.abc import Sequence
from pathlib import Path

import click

from assistant.app import admit, shut_out
from assistant.bus.network import PORT, NetworkFolder
from assistant.bus.network_preparing import prepare
from assistant.bus.running import OWN_BROKERS
from assistant.cli.listing import Listing
from assistant.core.messages import utc_now
from assistant.core.settings import Settings

AGAIN = "It counts once mosquitto has read its files again: sudo systemctl reload mosquitto"


@click.group(cls=Listing)
def network() -> None:
    """Open the house to its network: TLS, passwords, access lists."""


@network.command("prepare")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--host",
    "hosts",
    multiple=True,
    required=True,
    help="Name or address by which devices reach this machine; may be given several times.",
)
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65_535))
@click.pass_obj
def prepare_network(settings: Settings, folder: Path, hosts: Sequence[str], port: int) -> None:
    """Make FOLDER: certificates, passwords, access lists and mosquitto.conf.

    Again on the same FOLDER it renews the server's certificate and keeps every secret.
    """
    made = prepare(folder, hosts, settings.devices.simulated, port=port, now=utc_now())
    click.echo(
        f"Made {made.folder}: ca.crt for devices, passwords, acl and mosquitto.conf for the broker."
    )
    click.echo("Put this into your assistant.toml; `assistant run` then starts this mosquitto:\n")
    click.echo(f'[broker]\nnetwork = "{made.folder}"\n\n[limits]\nknown_devices_only = true\n')
    click.echo(
        f"A device needs ca.crt, mqtts://{hosts[0]}:{port}, and what this command tells it:\n"
        "assistant devices register NAME"
    )


@click.command("register")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["appliance", "seller", "assistant"]),
    default="appliance",
    show_default=True,
    help="An appliance orders for its own slots, an assistant buys, a seller moves parcels.",
)
@click.option(
    "--topic",
    "own_topics",
    multiple=True,
    metavar="FILTER",
    help="Topics of its own, for buttons and bridges of others: --topic 'zigbee2mqtt/#'.",
)
@click.pass_obj
def register(settings: Settings, name: str, role: str, own_topics: Sequence[str]) -> None:
    """Let a device in: make its secret, shown once, and register it with the order service."""
    made = admit(settings, name, role, own_topics)  # type: ignore[arg-type]
    click.echo(f"{name} is registered as {_a(role)}.")
    click.echo(f"User name: {name}")
    click.echo(f"Password:  {made.secret}   (shown this once)")
    if settings.broker.network:
        folder = NetworkFolder(Path(settings.broker.network).expanduser())
        hosts, port = folder.made
        click.echo(f"Broker:    mqtts://{hosts[0]}:{port}, certificate {folder.authority}")
    if not made.kept:
        click.echo(_elsewhere(settings))
    elif not made.counts:
        click.echo(AGAIN)


@click.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke(settings: Settings, name: str) -> None:
    """Shut a device out at once: its connection ends, its slots go, its requests are refused."""
    counts = shut_out(settings, name)
    click.echo(f"{name} is shut out.")
    if not counts:
        click.echo(AGAIN)


def _a(role: str) -> str:
    return f"{'a' if role == 'seller' else 'an'} {role}"


def _elsewhere(settings: Settings) -> str:
    if settings.broker.address in OWN_BROKERS:
        return (
            "The embedded broker asks nobody for a password: only the order service knows "
            "the device. `assistant network prepare` makes a broker that does."
        )
    return "The broker is not ours: add the user name and password there."
