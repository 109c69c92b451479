"""The assistant's own line to the house: the order service and the loudspeaker."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.bus import topics
from assistant.bus.client import Client, Delivery
from assistant.bus.requester import Requester
from assistant.core.messages import (
    Answer,
    AnyRequest,
    DeviceControl,
    DeviceState,
    OrderEvent,
    PlaceOrder,
    PlayerCommand,
    PlayerState,
)

PLAYER_ANSWER_S = 0.5
"""A loudspeaker that says nothing for so long is slow; the conversation goes on."""


@dataclass(frozen=True)
class Callbacks:
    """What the assistant wants to know; called on the network thread, so they must be quick."""

    order_changed: Callable[[OrderEvent], None] = lambda _: None
    controlled: Callable[[DeviceControl], None] = lambda _: None
    answered_late: Callable[[Answer], None] = lambda _: None
    """An order that nobody waits for any more has been answered."""


class HouseHands:
    """Sends requests and commands for a conversation, and knows what the loudspeaker is doing."""

    def __init__(
        self,
        client: Client,
        requester: Requester,
        *,
        device_id: str,
        loudspeaker: str,
        answer_timeout_s: float,
        mute: Callable[[], None] = lambda: None,
        callbacks: Callbacks | None = None,
    ) -> None:
        self._client = client
        self._requester = requester
        self._loudspeaker = loudspeaker
        self._timeout_s = answer_timeout_s
        self._mute = mute
        self._callbacks = callbacks or Callbacks()
        self._player: PlayerState | None = None
        self._player_changed = threading.Condition()
        self._player_online = threading.Event()
        self._controls_done: list[str] = []
        self._waited_for: set[str] = set()
        requester.on_answer(self._on_answer)
        client.subscribe(topics.player_state(loudspeaker), self._on_player)
        client.subscribe(topics.device_state(loudspeaker), self._on_device)
        client.subscribe(topics.ORDER_EVENTS, self._on_order_event)
        client.subscribe(topics.device_control(device_id), self._on_control)

    @property
    def player(self) -> PlayerState | None:
        """What the loudspeaker last said of itself; None while it is away."""
        return self._player if self._player_online.is_set() else None

    def wait_for_player(self, timeout_s: float) -> bool:
        """Wait until the loudspeaker is there; False where it did not come in time."""
        return self._player_online.wait(timeout_s)

    def ask_store(self, request: AnyRequest) -> Answer | None:
        """Send a request; it is kept and sent again until answered, even after None."""
        self._waited_for.add(request.request_id)
        try:
            return self._requester.ask(request, self._timeout_s)
        finally:
            self._waited_for.discard(request.request_id)

    def tell_player(self, command: PlayerCommand) -> bool:
        """Send a command to the loudspeaker; False where there is none.

        Waits a moment until it says that it plays, so that "what is this?" right after is answered.
        """
        if not self._player_online.is_set():
            return False
        self._client.publish(topics.player_command(self._loudspeaker), command)
        if command.action == "play":
            with self._player_changed:
                self._player_changed.wait_for(
                    lambda: (
                        self._player is not None and self._player.command_id == command.command_id
                    ),
                    PLAYER_ANSWER_S,
                )
        return True

    def mute_microphone(self) -> None:
        """Close the microphone."""
        self._mute()

    def _on_answer(self, request: AnyRequest, answer: Answer) -> None:
        if isinstance(request, PlaceOrder) and request.request_id not in self._waited_for:
            self._callbacks.answered_late(answer)

    def _on_player(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, PlayerState):
            with self._player_changed:
                self._player = delivery.message
                self._player_changed.notify_all()

    def _on_device(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, DeviceState):
            online = delivery.message.online
            (self._player_online.set if online else self._player_online.clear)()

    def _on_order_event(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, OrderEvent) and not delivery.retained:
            self._callbacks.order_changed(delivery.message)

    def _on_control(self, delivery: Delivery) -> None:
        """A repeated or retained control is an old one."""
        control = delivery.message
        if not isinstance(control, DeviceControl) or delivery.retained:
            return
        if control.control_id not in self._controls_done:
            self._controls_done = [*self._controls_done[-50:], control.control_id]
            self._callbacks.controlled(control)
