"""Where a subscription can go from where it is."""

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.subscriptions.models import SubscriptionStatus as Status

ALLOWED_NEXT: dict[Status, frozenset[Status]] = {
    Status.INCOMPLETE: frozenset({Status.ACTIVE, Status.CANCELED}),
    Status.TRIALING: frozenset({Status.ACTIVE, Status.PAST_DUE, Status.PAUSED, Status.CANCELED}),
    Status.ACTIVE: frozenset({Status.PAST_DUE, Status.PAUSED, Status.CANCELED}),
    Status.PAST_DUE: frozenset({Status.ACTIVE, Status.UNPAID, Status.CANCELED}),
    Status.PAUSED: frozenset({Status.ACTIVE, Status.CANCELED}),
    Status.CANCELED: frozenset(),
    Status.UNPAID: frozenset(),
}

ENDED = frozenset({Status.CANCELED, Status.UNPAID})
LIVE = frozenset(Status) - ENDED
RENEWABLE = frozenset({Status.TRIALING, Status.ACTIVE})


class IllegalSubscriptionTransition(DomainError):
    """A subscription cannot go from where it is to there."""

    code = "ILLEGAL_SUBSCRIPTION_TRANSITION"
    sentence = mark("In questo momento l’abbonamento non lo permette: ricarica la pagina per vedere a che punto è.")


def check_transition(current: Status, target: Status) -> None:
    """Raises IllegalSubscriptionTransition unless a subscription may go from `current` to `target`."""
    if target not in ALLOWED_NEXT[current]:
        raise IllegalSubscriptionTransition(current=current.value, target=target.value)
