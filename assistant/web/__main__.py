"""`python -m assistant.web`: the sellers' door as a process of its own.

Prints `ready` when it takes offers; ends on SIGTERM and Ctrl-C.
"""

import argparse
import logging
import signal
import socket
import sys
import threading
from collections.abc import Sequence

import msgspec
import uvicorn

from assistant.bus import access
from assistant.bus.client import Client
from assistant.bus.running import configured
from assistant.core.errors import AssistantError, SettingsError
from assistant.core.messages import utc_now
from assistant.core.parent import add_parent_option, end_with_parent
from assistant.core.settings import Settings, load
from assistant.storage.catalog.household_catalog import open_household
from assistant.storage.catalog.seller_secrets import SellerSecrets
from assistant.web.http_door import application
from assistant.web.impatient_http import ImpatientProtocol
from assistant.web.mqtt_door import MqttDoor, refuse
from assistant.web.orders_door import OrdersDoor
from assistant.web.seller_desk import SellerDesk

log = logging.getLogger("assistant.sellers")

SESSION_S = 24 * 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.web", description=__doc__)
    parser.add_argument("--broker", required=True, help="mqtt://host:port of an MQTT 5 broker")
    parser.add_argument("--data", help="folder of the household's own data")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    add_parent_option(parser)
    options = parser.parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="sellers: %(message)s")
    overrides = [*options.set, *([f"paths.data={options.data}"] if options.data else [])]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    end_with_parent(options.with_parent)
    try:
        settings = load(overrides=overrides)
        broker = msgspec.structs.replace(settings.broker, address=options.broker)
        client = Client(
            configured(broker, access.SELLERS),
            access.SELLERS,
            session_expiry_s=SESSION_S,
            manual_ack=True,
            on_rejected=lambda rejected: refuse(client, rejected),
        )
        serve(settings, client, stop)
    except AssistantError as error:
        print(f"sellers: {error}", file=sys.stderr)  # noqa: T201 - a command's one line
        return error.exit_code
    return 0


def serve(settings: Settings, client: Client, stop: threading.Event) -> None:
    """Take offers and moves until `stop` is set.

    Raises:
        SettingsError: the port is taken.
        BrokerError, CatalogError, StorageError: it cannot start.
    """
    catalog = open_household(settings.catalog_file, settings.market_file)
    desk = SellerDesk(catalog, utc_now)
    secrets = SellerSecrets(catalog.market)
    lock = catalog.lock

    def known(secret: str) -> str | None:
        with lock:
            return secrets.seller(secret)

    door = MqttDoor(client, desk)
    orders = OrdersDoor(client, settings.data_dir / "requests" / "sellers")
    server = uvicorn.Server(
        uvicorn.Config(
            application(desk, known, orders.move),
            http=ImpatientProtocol,
            log_level="error",  # a line for each bad request would fill the disk
            access_log=False,
            timeout_keep_alive=5,
            limit_concurrency=100,
        )
    )
    with _listening(settings) as listener, client:
        web = threading.Thread(target=server.run, args=([listener],), name="http", daemon=True)
        web.start()
        print("ready", listener.getsockname()[1], flush=True)  # noqa: T201 - for supervisors
        door.serve(stop)
        server.should_exit = True
        web.join(5)
        orders.close()


def _listening(settings: Settings) -> socket.socket:
    host, port = settings.sellers.host, settings.sellers.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError("sellers.port", f"cannot listen at {host}:{port}: {error}") from error
    return listener


if __name__ == "__main__":
    sys.exit(main())
