"""`python -m devices.buttons --broker mqtt://HOST:PORT --data FOLDER --mapping FILE`."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.bus.address import BrokerAddress
from assistant.bus.running import address_of
from assistant.core.parent import add_parent_option
from assistant.core.settings import load
from devices.buttons.bridge import Bridge
from devices.buttons.names import BRIDGE_ID
from devices.ending import run_until_ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bridge until SIGTERM or Ctrl-C; the exit code."""
    options = _parser().parse_args(arguments)

    def bridge() -> Bridge:
        wire = address_of(options.broker, BRIDGE_ID)
        # A password in an argument could be read by everybody on the machine.
        heard = options.heard or load().buttons.broker
        return Bridge(
            wire=wire,
            heard=BrokerAddress.parse(heard) if heard else wire,
            folder=options.data,
            mapping_file=options.mapping,
            zigbee2mqtt=options.zigbee2mqtt,
        )

    return run_until_ended(
        "buttons", bridge, with_parent=options.with_parent, log_level=logging.INFO
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.buttons",
        description="Turns presses of the buttons that people own into requests.",
    )
    parser.add_argument("--broker", required=True, metavar="mqtt://HOST:PORT")
    parser.add_argument(
        "--heard",
        metavar="mqtt://HOST:PORT",
        help="the buttons' broker; else the setting buttons.broker, else the same",
    )
    parser.add_argument("--data", required=True, type=Path, help="folder for what it keeps")
    parser.add_argument("--mapping", required=True, type=Path, help="which button orders what")
    parser.add_argument("--zigbee2mqtt", default="zigbee2mqtt", help="base topic of Zigbee2MQTT")
    add_parent_option(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
