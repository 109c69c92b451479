"""A simulated device: buttons and supplies that ask the order service over the wire.

It knows only the wire. A press gets its id when it is pressed and is on disk before it is sent, so
that neither a repeated message nor a pulled plug makes two orders or none.
"""

import argparse
import secrets
import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery
from assistant.bus.requester import Requester
from assistant.bus.running import address_of
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import (
    Answer,
    AnyRequest,
    DeviceControl,
    DeviceState,
    PressSlot,
    ReportLevel,
    utc_now,
)
from assistant.core.parent import add_parent_option
from devices.diary import Diary
from devices.ending import run_until_ended
from devices.levels import read_levels, write_levels
from devices.slots import Model, Shelf, Slot, parse_levels

REMEMBERED_CONTROLS = 100


class Device:
    """One simulated device on the wire.

    Args:
        model: its kind and slots.
        device_id: its name on the wire.
        broker: where it connects.
        folder: what it keeps: levels and unanswered requests.
        levels: amounts to begin with, instead of those kept, by slot.
        diary: where happenings are told.

    Raises:
        StorageError: the folder cannot be used.
    """

    def __init__(
        self,
        *,
        model: Model,
        device_id: str,
        broker: BrokerAddress,
        folder: Path,
        levels: dict[str, float],
        diary: Diary,
    ) -> None:
        self._model = model
        self._id = device_id
        self._diary = diary
        self._levels_file = folder / "levels.json"
        self._changing = threading.RLock()
        self._controls: deque[str] = deque(maxlen=REMEMBERED_CONTROLS)
        gone = DeviceState(device_id=device_id, kind=model.kind, online=False)
        self._client = Client(broker, device_id, will=(topics.device_state(device_id), gone))
        self._requester = Requester(self._client, device_id, folder / "requests")
        self._shelf = Shelf(())
        self._set_shelf(Shelf(model.slots, read_levels(self._levels_file) | levels))
        for request in self._requester.unanswered:
            if isinstance(request, PressSlot | ReportLevel):
                self._shelf = self._shelf.asking(request.slot)
        self._requester.on_answer(self._answered)
        self._client.subscribe(topics.device_control(device_id), self._controlled)
        self._client.on_connect(self._connected)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        try:
            self._client.start()
        except AssistantError:
            self._requester.stop()
            raise

    def stop(self) -> None:
        """Say goodbye and disconnect; what is unanswered stays kept."""
        self._requester.stop()
        self._publish_state(online=False)
        self._client.stop()
        self._diary.tell("stopped", waiting=self._requester.waiting)

    def press(self, slot_name: str | None, now: datetime) -> str:
        """Press a slot's button (the first where none is named).

        Returns:
            The id of the request.

        Raises:
            BadInputError: there is no such slot.
            StorageError: the press could not be kept, so nothing was sent.
        """
        slot = self._shelf.slot(slot_name)
        request = PressSlot(
            request_id=new_id(self._id, "press"), device_id=self._id, at=now, slot=slot.name
        )
        self._ask(request, slot)
        self._diary.tell("pressed", slot=slot.name, request_id=request.request_id)
        return request.request_id

    def use(self, now: datetime) -> None:
        """Use the device once and report what is left; `StorageError` as for `press`."""
        with self._changing:
            self._set_shelf(self._shelf.used_once())
            measured = [slot for slot in self._model.slots if slot.measured]
        if not measured:
            raise BadInputError(f"a {self._model.kind} has no supply to use up, only a button")
        for slot in measured:
            self._report(slot, now)

    def fill(self, slot_name: str | None, now: datetime) -> None:
        """Fill a slot up, every measured one where none is named, and report it."""
        slots = [self._shelf.slot(slot_name)] if slot_name else list(self._model.slots)
        for slot in slots:
            if slot.measured:
                with self._changing:
                    self._set_shelf(self._shelf.with_level(slot, slot.capacity))
                self._report(slot, now)

    def _report(self, slot: Slot, now: datetime) -> None:
        remaining = self._shelf.level(slot)
        request = ReportLevel(
            request_id=new_id(self._id, "level"),
            device_id=self._id,
            at=now,
            slot=slot.name,
            remaining=remaining,
            capacity=slot.capacity,
            unit=slot.unit,
        )
        self._ask(request, slot)
        self._diary.tell(
            "level", slot=slot.name, remaining=remaining, unit=slot.unit,
            request_id=request.request_id,
        )  # fmt: skip

    def _ask(self, request: PressSlot | ReportLevel, slot: Slot) -> None:
        with self._changing:  # the answer, on another thread, comes after "asking"
            self._requester.send(request)
            self._shelf = self._shelf.asking(slot.name)
        self._publish_state()

    def _answered(self, request: AnyRequest, answer: Answer) -> None:
        if isinstance(request, PressSlot | ReportLevel):
            with self._changing:
                self._shelf = self._shelf.answered(request.slot, answer)
            self._diary.tell(
                "answered", slot=request.slot, status=answer.status,
                request_id=answer.request_id,
                order_id=answer.order.order_id if answer.order else None, reason=answer.reason,
            )  # fmt: skip
        self._publish_state()

    def _controlled(self, delivery: Delivery) -> None:
        control = delivery.message
        if not isinstance(control, DeviceControl) or delivery.retained:
            return  # a retained press is not a press
        if control.control_id in self._controls:
            return
        self._controls.append(control.control_id)
        try:
            self._carry_out(control, utc_now())
        except AssistantError as error:
            self._diary.tell("problem", problem=str(error))

    def _carry_out(self, control: DeviceControl, now: datetime) -> None:
        match control.action:
            case "press":
                self.press(control.slot, now)
            case "use":
                self.use(now)
            case "fill":
                self.fill(control.slot, now)

    def _connected(self) -> None:
        self._diary.tell("connected", waiting=self._requester.waiting)
        self._publish_state()

    def _publish_state(self, *, online: bool = True) -> None:
        with self._changing:
            state = DeviceState(
                device_id=self._id,
                kind=self._model.kind,
                online=online,
                slots=self._shelf.shown(),
                waiting=self._requester.waiting,
            )
            self._client.publish(topics.device_state(self._id), state, retain=True)

    def _set_shelf(self, shelf: Shelf) -> None:
        """Levels are kept before they are reported."""
        write_levels(self._levels_file, dict(shelf.levels))
        self._shelf = shelf


def new_id(device_id: str, what: str) -> str:
    """An id for one press or report: unique, made where it began."""
    return f"{device_id[:40]}-{what}-{secrets.token_hex(6)}"


def main(model: Model, arguments: Sequence[str] | None = None) -> int:
    """Run a device until SIGTERM or Ctrl-C; the exit code."""
    options = _parser(model).parse_args(arguments)

    def device() -> Device:
        return Device(
            model=model,
            device_id=options.id,
            broker=address_of(options.broker, options.id),
            folder=options.data,
            levels=parse_levels(options.level, model.slots),
            diary=Diary(options.id, as_json=options.json),
        )

    return run_until_ended(options.id, device, with_parent=options.with_parent)


def _parser(model: Model) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m devices.{model.kind}", description=f"A simulated {model.kind}."
    )
    parser.add_argument("--broker", required=True, metavar="mqtt://HOST:PORT")
    parser.add_argument("--id", default=model.kind, help="its name on the wire")
    parser.add_argument("--data", required=True, type=Path, help="folder for what it keeps")
    parser.add_argument(
        "--level", action="append", default=[], metavar="SLOT=N", help="amount to begin with"
    )
    parser.add_argument("--json", action="store_true", help="happenings as JSON lines on stdout")
    add_parent_option(parser)
    return parser
