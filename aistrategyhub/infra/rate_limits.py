"""How often somebody may do something, counted in Redis for all processes together.

When Redis is gone, limits that protect money and passwords are counted in PostgreSQL; the others let everybody pass.
Whoever is counted appears in neither store: only a keyed hash does.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from weakref import WeakKeyDictionary

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis
from sqlalchemy import Index, delete, select, text
from sqlmodel import Field, SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.infra import metrics
from aistrategyhub.infra.db import MOMENT, transaction
from aistrategyhub.infra.redis import RedisGone, reach
from aistrategyhub.infra.settings import get_settings

log = structlog.get_logger(__name__)

_LONGEST_PERIOD = timedelta(hours=1)


@dataclass(frozen=True)
class RateLimit:
    """At most `amount` times in any stretch of `per` (whole seconds, at most an hour).

    `amount` is also the burst: 20 in 2 s is a rate of 10 per second that forgives 20 at once. With `fail_closed`
    it holds without Redis too. Limits of traffic are `wider` outside production (RATE_LIMIT_FACTOR); the limit that
    protects passwords is the same everywhere.
    """

    name: str
    amount: int
    per: timedelta
    fail_closed: bool = False
    is_traffic: bool = True

    @property
    def allowed(self) -> int:
        """How many times, in this installation."""
        return self.amount * (get_settings().wider_limits if self.is_traffic else 1)


SIGN_IN = RateLimit("sign_in", 5, timedelta(minutes=1), fail_closed=True, is_traffic=False)
# Of one address, whatever addresses it tries: guessing one password for many people.
SIGN_IN_FROM = RateLimit("sign_in_from", 30, timedelta(minutes=1), fail_closed=True, is_traffic=False)
# Of one person, over all the challenges that somebody with their password begins: 720 of a million codes a day.
SECOND_FACTOR = RateLimit("second_factor", 30, timedelta(hours=1), fail_closed=True, is_traffic=False)
# Mails that anybody can make us write, and tries at the links in them, of one address.
ACCOUNT_MAIL = RateLimit("account_mail", 20, timedelta(minutes=10), fail_closed=True)
ACCOUNT_LINK = RateLimit("account_link", 30, timedelta(minutes=1), fail_closed=True)
# Messages to the firm of one network; without a proof of work (a browser with no script) fewer.
CONTACT = RateLimit("contact", 10, timedelta(minutes=10), fail_closed=True)
CONTACT_UNPROVED = RateLimit("contact_unproved", 3, timedelta(hours=1), fail_closed=True)
# Files for requests that are still being written, of one network.
QUOTE_FILES = RateLimit("quote_files", 20, timedelta(hours=1), fail_closed=True)
# Questionnaires begun, and reports printed, of one network.
ASSESSMENT_START = RateLimit("assessment_start", 20, timedelta(hours=1))
REPORT_PDF = RateLimit("report_pdf", 20, timedelta(minutes=10))
PAYMENT = RateLimit("payment", 10, timedelta(minutes=1), fail_closed=True)
CHECKOUT = RateLimit("checkout", 20, timedelta(minutes=1), fail_closed=True)
CART = RateLimit("cart", 60, timedelta(minutes=1))
# Codes somebody may try: guessing one takes far more.
COUPON = RateLimit("coupon", 10, timedelta(minutes=1), fail_closed=True)
ORDER_TRACKING = RateLimit("order_tracking", 10, timedelta(minutes=1), fail_closed=True)
# Questions to bots, of one network: each may cost money.
CHAT = RateLimit("chat", 12, timedelta(minutes=1), fail_closed=True)
# Windows that listen to a conversation, opened from one network: each comes back every few minutes.
CHAT_EVENTS = RateLimit("chat_events", 60, timedelta(minutes=1))
# Requests for help and what is added to them, of one person, or of one network where nobody is signed in.
TICKET = RateLimit("ticket", 20, timedelta(minutes=10), fail_closed=True)
# Transcripts mailed to an address that somebody types.
TRANSCRIPT = RateLimit("transcript", 5, timedelta(hours=1), fail_closed=True)
# Windows of a bot that one network opens: each asks for a session, and again half an hour later.
WIDGET = RateLimit("widget", 30, timedelta(minutes=1))
API = RateLimit("api", 20, timedelta(seconds=2))
WEBHOOKS = RateLimit("webhooks", 200, timedelta(seconds=2))
PAGES = RateLimit("pages", 100, timedelta(seconds=2))
# A page of the library shows sixty pictures at once.
MEDIA = RateLimit("media", 400, timedelta(seconds=2))

# The first entry that is the path, or a folder above it, decides what a caller's requests count against; None is not
# counted. Routes that name a limit themselves (sign-in, checkout, payment, order tracking) count against it as well.
ROUTE_LIMITS: tuple[tuple[str, RateLimit | None], ...] = (
    ("/health", None),
    ("/api/v1/health", None),
    ("/api/v1/webhooks", WEBHOOKS),
    ("/api", API),
    ("/media", MEDIA),
    ("/assets", None),
    ("/fonts", None),
    ("", PAGES),
)


def limit_of_route(path: str) -> RateLimit | None:
    """What a request to this path counts against."""
    return next((limit for place, limit in ROUTE_LIMITS if path == place or path.startswith(f"{place}/")), PAGES)


@dataclass(frozen=True)
class Verdict:
    """Whether this one time was allowed, and how long to wait after a refusal."""

    allowed: bool
    retry_after_seconds: int = 0


class TooManyRequests(DomainError):
    """Somebody did something too often."""

    code = "TOO_MANY_REQUESTS"
    kind = Kind.TOO_MANY
    sentence = mark("Troppe richieste in poco tempo. Riprova tra {retry_after} secondi.")


class RateWindow(SQLModel, table=True):
    """How often one caller did one thing in one period; used while Redis is gone."""

    __tablename__ = "rate_windows"
    __table_args__ = (Index("ix_rate_windows_start", "window_start"),)

    key_hash: str = Field(primary_key=True, max_length=64)
    window_start: datetime = Field(primary_key=True, sa_type=MOMENT)
    hits: int


async def hit(limit: RateLimit, key: str) -> Verdict:
    """Counts once against the limit for whoever `key` names (an address, an e-mail); a refused time is not counted.

    Without Redis: a limit that fails closed is counted in PostgreSQL, and DatabaseUnavailable is raised when that is
    gone too; any other limit allows.
    """
    key_hash = _hashed(limit, key)
    try:
        verdict = await _hit_redis(limit, key_hash)
    except RedisGone:
        verdict = await _hit_database(limit, key_hash) if limit.fail_closed else Verdict(True)
    if not verdict.allowed:
        metrics.rate_limited(limit.name)
        log.warning("rate limit reached", limit=limit.name)
    return verdict


async def hit_or_refuse(limit: RateLimit, key: str) -> None:
    """Counts once. Raises TooManyRequests, with `retry_after` in seconds, when that is once too often."""
    verdict = await hit(limit, key)
    if not verdict.allowed:
        raise TooManyRequests(retry_after=verdict.retry_after_seconds)


async def purge_windows() -> int:
    """Deletes the periods that no limit looks at any more; how many there were."""
    async with transaction() as session:
        old = delete(RateWindow).where(RateWindow.window_start < now() - 2 * _LONGEST_PERIOD)
        return (await session.execute(old)).rowcount


def _hashed(limit: RateLimit, key: str) -> str:
    """Keyed, because an address of 32 bits could be found by trying them all."""
    secret = get_settings().secret_key
    return hmac.new(
        secret.get_secret_value().encode() if secret else b"", f"{limit.name}\0{key}".encode(), hashlib.sha256
    ).hexdigest()


_limiters: "WeakKeyDictionary[Redis, MovingWindowRateLimiter]" = WeakKeyDictionary()


def _limiter(redis: Redis) -> MovingWindowRateLimiter:
    if redis not in _limiters:
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            connection_pool=redis.connection_pool,
            key_prefix="rate",
        )
        _limiters[redis] = MovingWindowRateLimiter(storage)
    return _limiters[redis]


async def _hit_redis(limit: RateLimit, key_hash: str) -> Verdict:
    item = RateLimitItemPerSecond(limit.allowed, int(limit.per.total_seconds()))
    async with reach() as redis:
        limiter = _limiter(redis)
        if await limiter.hit(item, key_hash):
            return Verdict(True)
        resets_at, _remaining = await limiter.get_window_stats(item, key_hash)
    return Verdict(False, max(1, ceil(resets_at - time.time())))


# The period before counts for the part of it that the last `per` seconds still cover.
_HIT = text(
    """
    WITH before AS (
        SELECT coalesce(max(hits), 0) * CAST(:share AS float) AS hits FROM rate_windows
        WHERE key_hash = :key AND window_start = :previous
    )
    INSERT INTO rate_windows AS w (key_hash, window_start, hits)
    SELECT :key, :start, 1 FROM before WHERE before.hits + 1 <= :amount
    ON CONFLICT (key_hash, window_start) DO UPDATE SET hits = w.hits + 1
    WHERE w.hits + 1 + (SELECT hits FROM before) <= :amount
    RETURNING w.hits + (SELECT hits FROM before)
    """
)


async def _hit_database(limit: RateLimit, key_hash: str) -> Verdict:
    period = limit.per.total_seconds()
    at = now().timestamp()
    start = at // period * period
    share = 1 - (at - start) / period
    windows = {"start": _moment(start), "previous": _moment(start - period)}
    async with transaction() as session:
        values = {"key": key_hash, "share": share, "amount": limit.allowed, **windows}
        used = (await session.execute(_HIT, values)).scalar_one_or_none()
        if used is not None:
            return Verdict(True)
        found = await session.execute(
            select(RateWindow.window_start, RateWindow.hits).where(
                RateWindow.key_hash == key_hash, RateWindow.window_start.in_(windows.values())
            )
        )
        hits = dict(found.tuples().all())
    wait = _seconds_to_wait(limit, share, hits.get(windows["previous"], 0), hits.get(windows["start"], 0))
    return Verdict(False, max(1, ceil(wait)))


def _seconds_to_wait(limit: RateLimit, share: float, before: int, current: int) -> float:
    """Until one more fits: either enough of the period before has passed, or enough of this one will have."""
    period = limit.per.total_seconds()
    room = limit.allowed - 1
    if current <= room and before:
        return (share - (room - current) / before) * period
    return share * period + (1 - room / max(current, 1)) * period


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=UTC)
