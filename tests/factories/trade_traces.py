"""What somebody leaves in the rooms of the trade beside an order: a cart, a card, a subscription, an offer accepted."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.assistant.models import ChatConversation, ChatMessage, MessageRole
from aistrategyhub.features.assistant.service import site_bot
from aistrategyhub.features.carts.models import Cart, CartLine, CartReminderRefusal, CartRequest, Coupon, CouponUse
from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.orders.models import ConsentKind, Order, OrderConsent
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.quotes.models import (
    Author,
    Instalment,
    OfferStatus,
    QuoteAcceptance,
    QuoteMessage,
    QuoteOffer,
    QuoteOrder,
    QuotePaper,
)
from aistrategyhub.features.subscriptions.models import (
    ChargeKind,
    ChargeStatus,
    Subscription,
    SubscriptionCharge,
    SubscriptionEvent,
    SubscriptionStatus,
)
from aistrategyhub.features.support.models import TicketSource
from aistrategyhub.features.support.schemas import NewTicket
from aistrategyhub.features.support.service import open_ticket
from aistrategyhub.features.wallet.models import CardSetup, KeptCard, ProviderCustomer

_SOME = Decimal("100.00")


async def leave_trade_traces(
    session: AsyncSession, person: Person, word: str, order: Order, *, address: str, number: str
) -> None:
    """Rows of `person` in every table of carts, wallet, subscriptions and order consents."""
    [line] = await list_lines(session, order.id)
    coupon = Coupon(code=f"SCONTO{number}", percent=Decimal(10))
    cart = Cart(
        user_id=person.id,
        answers={"name": f"{word} types"},
        reminder_email=person.email,
        reminder_words=f"{word} wants to be reminded",
        reminder_agreed_at=now(),
        reminded_at=now(),
    )
    session.add_all([coupon, cart])
    await session.flush()
    session.add_all(
        [
            CouponUse(coupon_id=coupon.id, order_id=order.id, user_id=person.id, email=person.email),
            CartLine(cart_id=cart.id, item_id=line.item_id, quantity=2, unit_price=_SOME, name=f"{word} wants"),
            CartReminderRefusal(address=person.email),
            CartRequest(cart_id=cart.id, key_hash=fingerprint(f"{word}-key"), request_hash=fingerprint(word)),
            OrderConsent(
                order_id=order.id,
                kind=ConsentKind.TERMS,
                wording="Accetto",
                wording_version="1",
                locale="it",
                ip_address=address,
            ),
            ProviderCustomer(user_id=person.id, provider_reference=f"cus_{number}"),
            KeptCard(
                user_id=person.id,
                provider_reference=f"pm_{number}",
                brand=word[:30],
                last4=word[:4],
                exp_month=1,
                exp_year=2030,
                is_default=True,
            ),
            CardSetup(user_id=person.id, provider_reference=f"seti_{number}"),
        ]
    )
    await _subscribe(session, person, word, order, line.item_id, number=number)


async def _subscribe(
    session: AsyncSession, person: Person, word: str, order: Order, item_id: UUID, *, number: str
) -> None:
    subscription = Subscription(
        number=f"SUB-{number}",
        user_id=person.id,
        item_id=item_id,
        item_slug="presidio",
        item_name="Presidio",
        interval=PlanInterval.MONTH,
        amount=_SOME,
        status=SubscriptionStatus.CANCELED,
    )
    session.add(subscription)
    await session.flush()
    charge = SubscriptionCharge(
        subscription_id=subscription.id,
        number=1,
        kind=ChargeKind.FIRST,
        status=ChargeStatus.PAID,
        order_id=order.id,
        plan={},
        starts_at=now(),
        ends_at=now() + timedelta(days=30),
    )
    event = SubscriptionEvent(subscription_id=subscription.id, kind="begun", data={"wording": f"{word} agrees"})
    session.add_all([charge, event])


async def leave_offer_traces(
    session: AsyncSession, person: Person, word: str, request_id: UUID, *, address: str, number: str
) -> None:
    """An offer that `person` asked about and accepted."""
    offer = QuoteOffer(
        request_id=request_id,
        number=f"OFF-{number}",
        version=1,
        status=OfferStatus.ACCEPTED,
        typed={"intro": f"Gentile {word}"},
        content={"intro": f"Gentile {word}"},
        reason=f"{word} thinks",
    )
    session.add(offer)
    await session.flush()
    session.add_all(
        [
            QuotePaper(offer_id=offer.id, storage_key=f"quotes/{number}.pdf", sha256=fingerprint(word)),
            QuoteAcceptance(
                offer_id=offer.id,
                signed_name=f"{word} signs",
                buyer={"name": f"{word} buys"},
                agreed={},
                words="Accetto",
                sha256=fingerprint(word),
                person_id=person.id,
                ip_address=address,
                user_agent=f"{word}-browser",
                net=_SOME,
                vat=_SOME,
                total=_SOME,
            ),
            QuoteMessage(request_id=request_id, author=Author.CUSTOMER, person_id=person.id, words=f"{word} asks"),
            QuoteOrder(offer_id=offer.id, instalment=Instalment.DEPOSIT, total=_SOME),
        ]
    )


async def leave_chat_traces(session: AsyncSession, person: Person, word: str) -> None:
    """A conversation of `person` with the assistant of the site."""
    bot = await site_bot(session)
    conversation = ChatConversation(
        bot_id=bot.id, user_id=person.id, token_hash=fingerprint(f"{word}-chat"), opening=f"{word} asks"
    )
    session.add(conversation)
    await session.flush()
    asked = ChatMessage(
        conversation_id=conversation.id, bot_id=bot.id, role=MessageRole.VISITOR, words=f"{word} asks something"
    )
    told = ChatMessage(
        conversation_id=conversation.id,
        bot_id=bot.id,
        role=MessageRole.ASSISTANT,
        words=f"{word} is answered",
        citations=[{"title": "Ordine", "quote": f"{word} ordered something"}],
    )
    session.add_all([asked, told])


async def leave_support_traces(session: AsyncSession, person: Person, word: str) -> None:
    """A request for help by this person, with what they added to it; texts carry `word`."""
    ticket = await open_ticket(
        session,
        NewTicket(
            subject=f"{word} chiede",
            description=f"{word} non capisce",
            source=TicketSource.PORTAL,
            message=f"{word} aggiunge",
            email=person.email,
            name=f"{word} nome",
            user_id=person.id,
        ),
    )
    ticket.consent_words, ticket.consent_version = f"{word} acconsente", f"{word}-versione"
    ticket.notice_version = f"{word}-informativa"
    await session.flush()
