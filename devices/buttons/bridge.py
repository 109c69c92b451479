"""From a press of any button to the request of its slot, once, kept until answered."""

import logging
import threading
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.client import Client, Delivery
from assistant.bus.dialects import all_dialects, dialect_of, read
from assistant.bus.dialects.gesture import Gesture
from assistant.bus.dialects.mapping import Mapping, read_mappings
from assistant.bus.dialects.presses import LATEST, Presses
from assistant.bus.dialects.zigbee2mqtt import Zigbee2Mqtt
from assistant.bus.inbox import Foreign
from assistant.bus.quiet_log import QuietLog
from assistant.bus.requester import Requester
from assistant.core.errors import AssistantError, StorageError
from assistant.core.messages import (
    Answer,
    AnyRequest,
    DeviceControl,
    DeviceState,
    PressSlot,
    utc_now,
)
from devices.buttons.counts import Counts
from devices.buttons.memory import read_memories, write_memories
from devices.buttons.names import BRIDGE_ID
from devices.buttons.speaking import Speaking

_LOG = logging.getLogger(__name__)
_QUIET = QuietLog(_LOG)

SESSION_S = int(LATEST.total_seconds())
"""So long the broker keeps presses for us while we are away."""
MOST_UNANSWERED = 100
"""Of one slot; a button that is pressed on and on asks no more than that."""
LEARNING = timedelta(seconds=90)
"""So long at most a press orders nothing because somebody is teaching us a button."""
LOOK_S = 1.0
REMEMBERED_CONTROLS = 100


class Bridge:
    """Between the buttons that people own and our wire.

    Args:
        wire: the broker of our house.
        heard: the broker that the buttons use, which may be the same.
        folder: what it keeps: memories and unanswered requests.
        mapping_file: which button stands for what; read again when it changes.
        zigbee2mqtt: base topic of that bridge.

    Raises:
        BadInputError: the mapping file cannot be used.
        StorageError: the folder cannot be used.
    """

    def __init__(
        self,
        *,
        wire: BrokerAddress,
        heard: BrokerAddress,
        folder: Path,
        mapping_file: Path,
        zigbee2mqtt: str,
    ) -> None:
        self.counts = Counts()
        self._folder = folder
        self._mapping_file = mapping_file
        self._mappings: tuple[Mapping, ...] = ()
        self._changed_at = 0
        self._dialects = all_dialects(zigbee2mqtt)
        self._zigbee = next(each for each in self._dialects if isinstance(each, Zigbee2Mqtt))
        self._memory_file = folder / "presses.json"
        self._presses = Presses(read_memories(self._memory_file))
        self._learning_until: datetime | None = None
        self._controls: deque[str] = deque(maxlen=REMEMBERED_CONTROLS)
        self._connects = 0
        self._subscribed: set[str] = set()
        self._requesters: dict[str, Requester] = {}
        self._ending = threading.Event()
        self._lock = threading.RLock()
        will = (topics.device_state(BRIDGE_ID), _presence(online=False))
        self._wire = Client(wire, BRIDGE_ID, session_expiry_s=SESSION_S, will=will)
        self._heard = (
            self._wire
            if heard == wire
            else Client(heard, f"assistant-{BRIDGE_ID}", session_expiry_s=SESSION_S)
        )
        self._speaking = Speaking(self._wire, self._waiting)
        self._wire.subscribe(topics.device_control("+"), self._controlled)
        self._wire.on_connect(self._connected)
        self._heard.subscribe_foreign(self._zigbee.birth, self._bridge_told)
        self._heard.on_connect(self._hears_again)
        self._use(read_mappings(mapping_file))
        self._watch = threading.Thread(target=self._look, name="buttons file", daemon=True)

    def start(self) -> None:
        """Connect; `BrokerError` where that fails."""
        if self._heard is not self._wire:
            self._heard.start()
        self._wire.start()  # shows us online: by then every button is heard
        self._watch.start()

    def stop(self) -> None:
        """Say goodbye; what is unanswered stays kept."""
        self._ending.set()
        if self._watch.is_alive():
            self._watch.join()
        if self._heard is not self._wire:
            self._heard.stop()
        for requester in self._requesters.values():
            requester.stop()
        self._speaking.stop()
        ended = self.counts.state(online=False)
        self._wire.publish(topics.service_state(BRIDGE_ID), ended, retain=True)
        state = topics.device_state(BRIDGE_ID)
        self._wire.publish(state, _presence(online=False), retain=True)
        self._wire.stop()

    @property
    def failures(self) -> int:
        """Mistakes of ours on the network threads; there should be none."""
        return self._wire.failures + (0 if self._heard is self._wire else self._heard.failures)

    # What a button says

    def _on_message(self, message: Foreign) -> None:
        self.take(message, utc_now())

    def take(self, message: Foreign, now: datetime) -> None:
        """One message of a button."""
        heard = read(message, self._dialects)
        if not heard.gestures:
            self._count(message, heard.why or "state")
        for gesture in heard.gestures:
            with self._lock:
                self._take(message, gesture, now)

    def _take(self, message: Foreign, gesture: Gesture, now: datetime) -> None:
        if not any(mapping.watches(gesture) for mapping in self._mappings):
            self._count(message, "not_ours")
            return
        meant = next((each for each in self._mappings if each.means(gesture)), None)
        judged = self._presses.judge(gesture, now, sent_again=message.duplicate)
        if judged.request_id is None:
            self._count(message, judged.why or "repeated")
        elif meant is None:
            self._count(message, "not_mapped")
        elif self._learning(now):
            self._count(message, "learning")
            self._remember()
        else:
            self._press(meant, judged.request_id, _pressed_at(gesture, now))
            self._remember()  # after it was kept: killed in between, it is the same press again

    def _press(self, meant: Mapping, request_id: str, at: datetime) -> None:
        request = PressSlot(
            request_id=request_id, device_id=meant.device, at=at, slot=meant.slot, test=meant.test
        )
        requester = self._requesters[meant.device]
        same_slot = [each for each in requester.unanswered
                     if isinstance(each, PressSlot) and each.slot == meant.slot]  # fmt: skip
        if len(same_slot) >= MOST_UNANSWERED:
            self.counts.add("too_many")
            return
        try:
            requester.send(request)
        except StorageError as error:
            self.counts.add("not_kept")
            _LOG.error("a press was lost: %s", error)
            return
        self.counts.add("pressed")
        _LOG.info("pressed: %s of %s, request %s", meant.slot, meant.device, request_id)
        self._speaking.asking(meant.device, meant.slot)

    def _count(self, message: Foreign, why: str) -> None:
        self.counts.add(why)
        if why in {"not_understood", "too_large", "stale", "replayed"}:
            _QUIET.ignored(message.topic, why)

    def _learning(self, now: datetime) -> bool:
        until = self._learning_until
        return until is not None and until - LEARNING <= now < until

    def _bridge_told(self, message: Foreign) -> None:
        """Zigbee2MQTT has started, or has found the broker again: then it repeats states."""
        if not message.retained and b"online" in message.payload[:100]:
            with self._lock:
                self._presses.bridge_started(utc_now())

    def _hears_again(self) -> None:
        """A broker that was away may be told old states again."""
        self._connects += 1
        if self._connects > 1:
            with self._lock:
                self._presses.bridge_started(utc_now())

    # On our own wire

    def _connected(self) -> None:
        self._wire.publish(topics.device_state(BRIDGE_ID), _presence(online=True), retain=True)
        self.counts.report(self._wire, anyway=True)
        self._speaking.connected()

    def _controlled(self, delivery: Delivery) -> None:
        """A press in Home Assistant or by command, of a device that only we speak for."""
        control = delivery.message
        if not isinstance(control, DeviceControl) or delivery.retained:
            return
        if control.control_id in self._controls:
            return
        self._controls.append(control.control_id)
        device = delivery.topic.split("/")[-2]
        if device == BRIDGE_ID:
            self._teach(control)
        elif control.action == "press" and self._speaking.speaks_for(device):
            with self._lock:
                meant = next((each for each in self._mappings if each.device == device
                              and control.slot in {None, each.slot}), None)  # fmt: skip
                if meant is not None:
                    self._press(meant, f"btn-{control.control_id}"[:64], utc_now())

    def _teach(self, control: DeviceControl) -> None:
        """`assistant devices learn` begins and ends: meanwhile a press only shows itself."""
        if control.action in {"mute", "unmute"}:
            muted = control.action == "mute"
            self._learning_until = utc_now() + LEARNING if muted else None

    def _answered(self, request: AnyRequest, answer: Answer) -> None:
        if isinstance(request, PressSlot):
            self.counts.add(f"answered:{answer.status}")
            _LOG.info("%s %s: %s %s", request.device_id, request.slot, answer.status,
                      answer.reason or (answer.order.order_id if answer.order else ""))  # fmt: skip
            self._speaking.answered(request.device_id, request.slot, answer)

    def _waiting(self, device: str) -> int:
        requester = self._requesters.get(device)
        return requester.waiting if requester is not None else 0

    # The mapping file

    def _look(self) -> None:
        while not self._ending.wait(LOOK_S):
            self.counts.report(self._wire)
            changed = _changed_at(self._mapping_file)
            if changed == self._changed_at:
                continue
            try:
                self._use(read_mappings(self._mapping_file))
            except AssistantError as error:
                self._changed_at = changed
                _LOG.error("%s; the buttons stay as they were", error)

    def _use(self, mappings: tuple[Mapping, ...]) -> None:
        self._changed_at = _changed_at(self._mapping_file)
        with self._lock:
            self._mappings = mappings
            for mapping in mappings:
                if mapping.seen:
                    self._presses.learnt(mapping.learnt_by, utc_now())
                if mapping.device not in self._requesters:
                    keep_in = self._folder / "requests" / mapping.device
                    requester = Requester(self._wire, mapping.device, keep_in)
                    requester.on_answer(self._answered)
                    self._requesters[mapping.device] = requester
            self._remember()
        for mapping in mappings:
            for topic in dialect_of(mapping.family, self._dialects).topics(mapping.name):
                if topic not in self._subscribed:
                    self._subscribed.add(topic)
                    self._heard.subscribe_foreign(topic, self._on_message)
        self._speaking.speak_for((mapping.device, mapping.slot) for mapping in mappings)

    def _remember(self) -> None:
        known = tuple(f"{each.family}/{each.name}/" for each in self._mappings)
        self._presses.forget_others(lambda key: key.startswith(known))
        try:
            write_memories(self._memory_file, self._presses.memories)
        except StorageError as error:
            _LOG.error("%s", error)


def _pressed_at(gesture: Gesture, now: datetime) -> datetime:
    return gesture.at if gesture.at is not None else now


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _presence(*, online: bool) -> DeviceState:
    return DeviceState(device_id=BRIDGE_ID, kind="bridge", online=online)
