"""Orders that were placed: how they stand, whether they came, what they cost, and calling them off."""

from collections.abc import Mapping

from assistant.skills.orders import (
    arrivals,
    cancelling,
    held,
    history,
    locking,
    spending,
    status,
    trouble,
)
from assistant.skills.scene import Skill

SKILLS: Mapping[str, Skill] = {
    **arrivals.SKILLS,
    **cancelling.SKILLS,
    **held.SKILLS,
    **history.SKILLS,
    **locking.SKILLS,
    **spending.SKILLS,
    **status.SKILLS,
    **trouble.SKILLS,
}
