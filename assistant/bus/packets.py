"""Our packets, as `mqtt5` writes them."""

import mqtt5

from assistant.bus.address import BrokerAddress
from assistant.bus.codec import encode
from assistant.bus.connection import KEEPALIVE_S
from assistant.bus.outbox import Publication
from assistant.core.messages import Message

RECEIVE_MAXIMUM = 1000
"""Messages that the broker may send before we acknowledge the first."""
LARGEST_PACKET = 1024 * 1024
"""Brokers throw larger ones away before they reach us; ours are far smaller."""
FAILURE = 0x80
"""MQTT's reason codes from here on say that something went wrong."""


def hello(
    address: BrokerAddress,
    client_id: str,
    session_expiry_s: int,
    will: tuple[str, Message] | None,
) -> mqtt5.ConnectPacket:
    """What opens a connection; see `Client` for the arguments."""
    return mqtt5.ConnectPacket(
        client_id,
        username=address.username or None,
        password=address.password.encode() if address.username else None,
        clean_start=session_expiry_s == 0,  # a clean start would throw the kept session away
        will=will
        and mqtt5.Will(will[0], payload=encode(will[1]), qos=mqtt5.QoS.AT_LEAST_ONCE, retain=True),
        keep_alive=KEEPALIVE_S,
        session_expiry_interval=session_expiry_s,
        receive_max=RECEIVE_MAXIMUM,
        max_packet_size=LARGEST_PACKET,
    )


def publish(publication: Publication, packet_id: int) -> bytes:
    """A message at QoS 1."""
    packet = mqtt5.PublishPacket(
        publication.topic,
        publication.payload,
        qos=mqtt5.QoS.AT_LEAST_ONCE,
        retain=publication.retain,
        packet_id=packet_id,
    )
    return packet.write()


def words(code: mqtt5.ConnAckReasonCode | mqtt5.SubAckReasonCode | mqtt5.PubAckReasonCode
           | mqtt5.DisconnectReasonCode) -> str:  # fmt: skip
    """A reason code for people."""
    return code.name.replace("_", " ").lower()


def subscribe(packet_id: int, topic_filters: list[str]) -> bytes:
    """Ask for messages at QoS 1."""
    wanted = [
        mqtt5.TopicFilter(each, max_qos=mqtt5.QoS.AT_LEAST_ONCE, retain_as_published=False)
        for each in topic_filters
    ]
    return mqtt5.SubscribePacket(packet_id, wanted).write()


def check_topic(topic: str) -> None:
    """`ValueError` where nothing can be published to it: a wildcard, NUL, nothing, too long."""
    if "\0" in topic:
        raise ValueError("it holds a NUL character")
    mqtt5.PublishPacket(topic, b"").write()
