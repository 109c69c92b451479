"""The net of places that sentences are laid out in."""

from assistant.language.templates.automaton import FreeWays, Net


def test_free_ways_lead_to_the_same_places_once_they_are_settled() -> None:
    """In the order they were added, none for a place that leads nowhere."""
    ways = FreeWays()
    ways.add(0, 2)
    ways.add(2, 3, 1)
    ways.add(0, 1)
    before = [list(ways[place]) for place in range(4)]
    ways.settle(4)
    assert [list(ways[place]) for place in range(4)] == before == [[2, 1], [], [3, 1], []]


def test_a_settled_net_reaches_what_it_reached_before() -> None:
    """Everything that is reached without consuming, and the place itself."""
    net = Net()
    first, second, third, alone = (net.place() for _ in range(4))
    net.free.add(first, second)
    net.free.add(second, third, first)
    before = net.closure(first)
    net.settle()
    assert net.closure(first) == before == {first, second, third}
    assert net.closure(alone) == {alone}
