"""How long a guesser waits. Pure: no database, no clock.

Nobody can shut an account for ever, nor for its owner (ASVS 5.0, 6.1.1 and 6.3.1): the longest wait is a quarter of
an hour, a device that signed in before is counted apart, and the mail that tells of a lock carries a link through it.
"""

from datetime import datetime, timedelta

# Wrong passwords before anybody waits: slips of one person, and of all the people behind one office's address.
ACCOUNT_SLIPS = 5
NETWORK_SLIPS = 20

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
UNLOCK_LASTS = timedelta(hours=24)


def wait_after(failures: int, *, slips: int) -> timedelta:
    """How long the next try waits after so many wrong ones: 1 s, then four times as long each time."""
    if failures < slips:
        return timedelta(0)
    # 4 ** 5 s is beyond the longest wait already.
    return min(timedelta(seconds=4 ** min(failures - slips, 5)), LONGEST_WAIT)


def is_locked(failures: int, *, slips: int) -> bool:
    """Whether the wait is the longest: what the owner is told of."""
    return wait_after(failures, slips=slips) == LONGEST_WAIT


def remembered(failures: int, last_failure_at: datetime, at: datetime) -> int:
    """How many failures still count after a day without any."""
    return 0 if at - last_failure_at > FORGOTTEN_AFTER else failures
