"""Every topic on the wire. `ROOT` carries the protocol version; the payloads carry their own."""

ROOT = "assistant/v1"


def requests(device_id: str) -> str:
    """Requests of one device to the order service."""
    return f"{ROOT}/request/{device_id}"


ALL_REQUESTS = f"{ROOT}/request/+"


def answers(device_id: str) -> str:
    """The order service's answers to one device."""
    return f"{ROOT}/answer/{device_id}"


ORDER_EVENTS = f"{ROOT}/event/order"
DEVICE_EVENTS = f"{ROOT}/event/device"


def device_state(device_id: str) -> str:
    """A device's retained state."""
    return f"{ROOT}/device/{device_id}/state"


ALL_DEVICE_STATES = f"{ROOT}/device/+/state"


def device_control(device_id: str) -> str:
    """What a person does to a simulated device."""
    return f"{ROOT}/device/{device_id}/control"


def player_command(device_id: str) -> str:
    """What a loudspeaker is told."""
    return f"{ROOT}/player/{device_id}/command"


def player_state(device_id: str) -> str:
    """What a loudspeaker is doing, retained."""
    return f"{ROOT}/player/{device_id}/state"


def seller_offers(seller_id: str) -> str:
    """What one seller offers; may be retained."""
    return f"{ROOT}/seller/{seller_id}/offer"


ALL_SELLER_OFFERS = f"{ROOT}/seller/+/offer"


def offers_taken(seller_id: str) -> str:
    """What became of one seller's offers."""
    return f"{ROOT}/seller/{seller_id}/answer"


def service_state(service_id: str) -> str:
    """An order service's retained state."""
    return f"{ROOT}/service/{service_id}/state"


ALL_SERVICE_STATES = f"{ROOT}/service/+/state"
