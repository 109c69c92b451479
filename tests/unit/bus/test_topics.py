from paho.mqtt.client import topic_matches_sub

from assistant.bus import topics


def test_filters_match_what_they_stand_for() -> None:
    assert topic_matches_sub(topics.ALL_REQUESTS, topics.requests("washer"))
    assert topic_matches_sub(topics.ALL_DEVICE_STATES, topics.device_state("washer"))
    assert not topic_matches_sub(topics.ALL_REQUESTS, topics.answers("washer"))
    assert not topic_matches_sub(topics.ALL_DEVICE_STATES, topics.device_control("washer"))


def test_every_topic_carries_the_version_and_is_distinct() -> None:
    makers = (
        topics.requests,
        topics.answers,
        topics.device_state,
        topics.device_control,
        topics.player_command,
        topics.player_state,
    )
    made = [maker("x") for maker in makers] + [topics.ORDER_EVENTS]
    assert len(set(made)) == len(made)
    assert all(topic.startswith("assistant/v1/") for topic in made)
