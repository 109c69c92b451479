"""A loudspeaker: plays what it is told over the wire, on a sound card or silently in time.

`python -m devices.speaker --broker mqtt://127.0.0.1:18830 [--id speaker] [--output NAME|null]
[--volume 60]`
"""

import argparse
import logging
import sys
from collections import deque
from collections.abc import Sequence

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery
from assistant.bus.running import address_of
from assistant.core.messages import DeviceState, PlayerCommand, PlayerState
from assistant.core.parent import add_parent_option
from assistant.media.output import open_output
from assistant.media.player import Playback, Player
from devices.ending import run_until_ended

_LOG = logging.getLogger(__name__)

REMEMBERED_COMMANDS = 500
LONGEST_PROBLEM = 400
"""Characters of a problem that fit into a message."""


class Speaker:
    """One loudspeaker on the wire.

    Args:
        broker: where it connects.
        device_id: its name on the wire.
        output: part of the sound device's name, `default` or `null`.
        volume: percent to begin with.
    """

    def __init__(self, *, broker: BrokerAddress, device_id: str, output: str, volume: int) -> None:
        self._id = device_id
        self._seen: deque[str] = deque(maxlen=REMEMBERED_COMMANDS)
        self._command_id: str | None = None
        self._client = Client(
            broker, device_id, will=(topics.device_state(device_id), self._presence(online=False))
        )
        self._client.subscribe(topics.player_command(device_id), self._commanded)
        self._client.on_connect(self._connected)
        self.output = open_output(output)
        self._player = Player(self.output, volume=volume, on_change=self._publish)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        self._client.start()

    def stop(self) -> None:
        """Fall silent, say goodbye and disconnect."""
        self._player.close()
        self.output.close()
        self._client.publish(
            topics.device_state(self._id), self._presence(online=False), retain=True
        )
        self._client.stop()

    def _commanded(self, delivery: Delivery) -> None:
        command = delivery.message
        if not isinstance(command, PlayerCommand):
            return
        if delivery.retained or command.command_id in self._seen:
            return  # what was said once, some time ago, must not start music now
        self._seen.append(command.command_id)
        self._command_id = command.command_id
        self._carry_out(command)

    def _carry_out(self, command: PlayerCommand) -> None:
        match command.action:
            case "play":
                self._player.play(command.tracks)
            case "stop":
                self._player.stop()
            case "pause":
                self._player.pause()
            case "resume":
                self._player.resume()
            case "next":
                self._player.next()
            case "louder":
                self._player.louder()
            case "quieter":
                self._player.quieter()
            case "duck":
                self._player.duck()
            case "unduck":
                self._player.unduck()

    def _connected(self) -> None:
        self._client.publish(
            topics.device_state(self._id), self._presence(online=True), retain=True
        )
        self._publish(self._player.playback)

    def _publish(self, playback: Playback) -> None:
        if playback.problem:
            _LOG.warning("%s", playback.problem)
        state = PlayerState(
            device_id=self._id,
            state=playback.status,
            volume=playback.volume,
            track=playback.track,
            command_id=self._command_id,
            problem=playback.problem[:LONGEST_PROBLEM] if playback.problem else None,
        )
        self._client.publish(topics.player_state(self._id), state, retain=True)

    def _presence(self, *, online: bool) -> DeviceState:
        return DeviceState(device_id=self._id, kind="speaker", online=online)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a loudspeaker until SIGTERM or Ctrl-C; the exit code."""
    options = _parser().parse_args(arguments)

    def speaker() -> Speaker:
        made = Speaker(
            broker=address_of(options.broker, options.id),
            device_id=options.id,
            output=options.output,
            volume=options.volume,
        )
        if made.output.problem:
            _LOG.warning("%s", made.output.problem)
        return made

    return run_until_ended(options.id, speaker, with_parent=options.with_parent)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.speaker", description="A loudspeaker that plays music files."
    )
    parser.add_argument("--broker", required=True, metavar="mqtt://HOST:PORT")
    parser.add_argument("--id", default="speaker", help="its name on the wire")
    parser.add_argument(
        "--output", default="default", metavar="NAME", help="part of a sound device's name, or null"
    )
    parser.add_argument("--volume", type=int, default=60, metavar="PERCENT")
    add_parent_option(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
