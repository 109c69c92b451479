"""The configuration of a private broker: pure text. Why each setting is as it is, is measured."""

from pathlib import Path

MAX_PACKET_BYTES = 256 * 1024
"""More than any message may have: ours are refused with a reason before the broker cuts us off."""

MAX_IN_FLIGHT = 100


_DELIVERY = (
    "set_tcp_nodelay true",  # Nagle's algorithm costs 3 ms an answer
    # The default of 1000 drops the rest in silence, and the sender gets "success" for it.
    # 0 would be no limit, but makes mosquitto 2.0.11 disconnect clients it denies a topic.
    "max_queued_messages 1000000",
    "max_queued_bytes 0",
    f"max_inflight_messages {MAX_IN_FLIGHT}",
    f"max_packet_size {MAX_PACKET_BYTES}",
    "persistence true",
    # A killed broker loses at most about a second; saving at each change is 15 times slower
    # and loses some too. What is lost, the devices send again.
    "autosave_interval 1",
    "autosave_on_changes false",
    "log_dest stderr",
    "log_type error",
    "log_type warning",
)


def mosquitto(port: int, folder: Path, *, as_root: bool) -> str:
    """A `mosquitto.conf` for this machine's programs only.

    Args:
        port: on 127.0.0.1.
        folder: where it keeps what it has not delivered, and finds `passwords` and `acl`.
        as_root: it is started by root.
    """
    lines = [
        f"listener {port} 127.0.0.1",
        "allow_anonymous true",  # only this machine reaches it
        f"password_file {folder}/passwords",  # who gives a name must be who it says
        f"acl_file {folder}/acl",
        *_DELIVERY,
        f"persistence_location {folder}/",
    ]
    if as_root:
        # It would become the user mosquitto, who may not write into root's folders.
        lines.append("user root")
    return "\n".join(lines) + "\n"


def network(port: int, folder: str, *, as_root: bool) -> str:
    """A `mosquitto.conf` for a whole network: TLS only, everybody by name and password.

    Args:
        port: of TLS, on every address of the machine; there is no other.
        folder: with its certificates, passwords and access list.
        as_root: it is started by root.
    """
    lines = [
        "# mosquitto for the house's network, as `assistant network prepare` writes it.",
        "# There is no listener without TLS, and nobody comes in without a name.",
        f"listener {port}",
        f"certfile {folder}/server.crt",
        f"keyfile {folder}/server.key",
        "tls_version tlsv1.2",  # or newer
        "allow_anonymous false",
        f"password_file {folder}/passwords",
        f"acl_file {folder}/acl",
        f"pid_file {folder}/mosquitto.pid",
        *_DELIVERY,
        f"persistence_location {folder}/state/",
        "max_connections 10000",
    ]
    if as_root:
        # It would become the user mosquitto, who may not read root's files.
        lines.append("user root")
    return "\n".join(lines) + "\n"


def embedded(port: int) -> str:
    """A rumqttd configuration for the embedded broker: MQTT 5 only, in memory only."""
    return f"""\
id = 0
[router]
id = 0
max_connections = 200
max_outgoing_packet_count = 200
max_segment_size = 16777216  # a topic's log in memory; small ones lose messages in silence
max_segment_count = 8
[v5.1]
name = "mqtt5"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v5.1.connections]
connection_timeout_ms = 5000
max_payload_size = {MAX_PACKET_BYTES}
max_inflight_count = {MAX_IN_FLIGHT}
dynamic_filters = true
"""
