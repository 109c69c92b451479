import pytest

from assistant.bus.address import BrokerAddress
from assistant.core.errors import BadInputError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mqtt://127.0.0.1:18830", BrokerAddress("127.0.0.1", 18830)),
        ("mqtt://hub.local", BrokerAddress("hub.local", 1883)),
        ("mqtts://hub.local/", BrokerAddress("hub.local", 8883, tls=True)),
        ("mqtt://me:p%40ss@hub:1", BrokerAddress("hub", 1, "me", "p@ss")),
        ("mqtt://[::1]:1883", BrokerAddress("::1", 1883)),
    ],
)
def test_addresses(text: str, address: BrokerAddress) -> None:
    assert BrokerAddress.parse(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "hub", "http://hub", "mqtt://", "mqtt://hub:0", "mqtt://hub:99999", "mqtt://hub:x",
     "mqtt://hub/topic"],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="mqtt://host:port"):
        BrokerAddress.parse(text)


def test_the_password_is_shown_nowhere() -> None:
    address = BrokerAddress.parse("mqtt://me:secret@hub")
    assert "secret" not in f"{address} {address!r}"
    with pytest.raises(BadInputError) as caught:
        BrokerAddress.parse("mqtt://me:secret@hub:x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["mqtt://hub:5", "mqtts://hub:5", "mqtt://[::1]:5"])
def test_the_text_of_an_address_can_be_parsed(text: str) -> None:
    assert str(BrokerAddress.parse(text)) == text
