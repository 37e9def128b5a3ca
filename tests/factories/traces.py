"""Somebody who left something in every table that holds data about people, marked with a word of their own."""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, acting_as
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.ids import fingerprint, new_id, new_token
from aistrategyhub.features.accounts.emails.privacy import ErasurePostponed
from aistrategyhub.features.accounts.models import (
    ApiKey,
    Challenge,
    ChallengeKind,
    ConsentPurpose,
    Identity,
    IdentityProvider,
    KnownDevice,
    LinkPurpose,
    LoginAttempt,
    MailedLink,
    Passkey,
    Person,
    Profile,
    RecoveryCode,
    RefreshToken,
    Session,
    SessionKind,
)
from aistrategyhub.features.accounts.service import create_person, record_consent
from aistrategyhub.features.assessments.models import Sitting
from aistrategyhub.features.assessments.queries import get_published
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.blog.models import DraftHelp, DraftHelpStep, DraftSuggestion
from aistrategyhub.features.contact.models import ContactMessage
from aistrategyhub.features.invoicing.models import InvoiceDraft
from aistrategyhub.features.invoicing.service import deliver_invoice, issue_invoice
from aistrategyhub.features.mailing.models import SuppressedAddress
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.orders.models import FollowUpRefusal, Order, OrderStatus, OrderView, Withdrawal
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import add_milestone, advance, deliver, keep_buyer_words, mark_paid
from aistrategyhub.features.payments.models import (
    Dispute,
    MoneyMethod,
    Payment,
    ProviderEvent,
    Receipt,
    Refund,
    RefundLine,
    RefundReason,
    RefundStatus,
    StatementLine,
)
from aistrategyhub.features.quotes.models import IdeaPiece, QuoteAnalysis, QuoteFile, QuoteIdea, QuoteRequest
from aistrategyhub.infra.storage import Storage
from tests.factories.assessments import create_published
from tests.factories.people import PASSWORD, principal_of
from tests.factories.posts import create_author, create_post
from tests.factories.sales import create_open_payment, create_order
from tests.factories.steps import add_file
from tests.factories.trade_traces import leave_chat_traces, leave_offer_traces, leave_support_traces, leave_trade_traces
from tests.factories.transmissions import leave_transmission_traces


async def create_traced(session: AsyncSession, word: str, storage: Storage, *, address: str) -> Person:
    """A customer whose every personal column contains `word`; addresses of the network are `address`."""
    person = await create_person(
        session,
        email=f"{word}@prova.example",
        password=PASSWORD,
        role=Role.CUSTOMER,
        first_name=word.title(),
        last_name=f"{word}-last",
    )
    person.last_login, person.last_login_ip = now(), address
    person.mfa_secret = f"{word}-sealed"
    session.add_all(_credentials(person, word, address))
    await _open_session(session, person, word, address)
    with acting_as(principal_of(person)):
        await _agree(session, person, address, word)
        await record(session, "accounts.changed", "user", person.id, ip_address=address, email=person.email)
        number = address.rpartition(".")[2]
        order = await _buy(session, person, word, storage, number=number)
        await leave_trade_traces(session, person, word, order, address=address, number=number)
        await leave_chat_traces(session, person, word)
        await leave_support_traces(session, person, word)
        await _ask(session, person, word, address=address, number=number)
        await _answer(session, person, word, number=number)
        await _write(session, person, word, number=number)
    mail = ErasurePostponed(name=word, on_label="domani", page_url="https://prova.example", order=f"{word}-order")
    await queue_mail(session, mail, to=person.email, locale="it", reply_to=f"{word}-reply@prova.example")
    await session.flush()
    return person


def _credentials(person: Person, word: str, address: str) -> list[Any]:
    owner = {"user_id": person.id}
    soon = now() + timedelta(hours=1)
    return [
        Profile(
            **owner,
            phone=f"{word}-02"[:20],
            company_name=f"{word} S.r.l.",
            vat_number=f"IT{word}"[:20],
            fiscal_code=f"{word}0123456789"[:16],
            pec_email=f"{word}@pec.example",
            sdi_code="M5UXCR1",
            billing_address={"street": f"Via {word} 1"},
        ),
        ApiKey(
            **owner,
            name=f"{word}-key",
            prefix=word[:16],
            token_fingerprint=fingerprint(f"{word}-api"),
            last_used_ip=address,
        ),
        Passkey(
            **owner, credential_id=f"{word}-credential", public_key=f"{word}-public".encode(), name=f"{word}-phone"
        ),
        Identity(
            **owner, provider=IdentityProvider.GOOGLE, subject=f"{word}-subject", email=f"{word}-google@prova.example"
        ),
        KnownDevice(**owner, token_fingerprint=fingerprint(f"{word}-known")),
        ContactMessage(
            **owner,
            name=word,
            email=person.email,
            phone=f"{word}-06",
            words=f"{word} asks",
            page=f"/{word}",
            consent_words=f"{word} has read it",
            consent_version=f"{word}-1",
            notice_version=f"{word}-2",
            consented_at=now(),
            request_key=fingerprint(f"{word}-submit"),
        ),
        OrderView(person_id=person.id, name=f"{word}-view", query="stato=pagati"),
        FollowUpRefusal(address=person.email),
        Withdrawal(
            order_number="ORD-1",
            name=word,
            email=person.email,
            words=f"{word} changed their mind",
            answer=f"{word} may",
        ),
        SuppressedAddress(address=person.email, reason=f"550 {word} unknown", mail_id=new_id()),
        RecoveryCode(**owner, code_fingerprint=fingerprint(f"{word}-code")),
        MailedLink(
            **owner,
            purpose=LinkPurpose.RESET_PASSWORD,
            token_fingerprint=fingerprint(f"{word}-link"),
            email=person.email,
            expires_at=soon,
        ),
        Challenge(
            **owner,
            kind=ChallengeKind.SECOND_FACTOR,
            token_fingerprint=fingerprint(f"{word}-challenge"),
            data={"nonce": f"{word}-nonce"},
            expires_at=soon,
        ),
        LoginAttempt(email=person.email, ip_address=address, user_agent=f"{word}-browser", success=False),
        LoginAttempt(**owner, email=person.email, ip_address=address, user_agent=f"{word}-browser", success=True),
    ]


async def _open_session(session: AsyncSession, person: Person, word: str, address: str) -> None:
    opened = Session(
        user_id=person.id,
        kind=SessionKind.API,
        token_fingerprint=fingerprint(new_token()),
        ip_address=address,
        user_agent=f"{word}-browser",
        device=f"{word}-device",
        place=f"{word}-place",
        expires_at=now() + timedelta(days=1),
    )
    session.add(opened)
    await session.flush()
    session.add(
        RefreshToken(
            session_id=opened.id, token_fingerprint=fingerprint(new_token()), expires_at=now() + timedelta(days=1)
        )
    )


async def _agree(session: AsyncSession, person: Person, address: str, word: str) -> None:
    for purpose in ConsentPurpose:
        await record_consent(
            session,
            purpose,
            is_given=True,
            person_id=person.id,
            email=person.email,
            language="it",
            place="/registrati",
            ip_address=address,
            user_agent=f"{word}-browser",
        )


async def _buy(session: AsyncSession, person: Person, word: str, storage: Storage, *, number: str) -> Order:
    """An order paid and concluded, with its invoice sent and what the provider said of it."""
    buyer = {
        "company_name": f"{word} Acquisti S.r.l.",
        "email": person.email,
        "vat_number": "12345678903",
        "sdi_code": "M5UXCR1",
        "billing_address": {"street": f"Corso {word} 9", "city": "Torino", "zip": "10152", "province": "TO"},
    }
    order = await create_order(session, buyer=buyer, slug=f"servizio-{number}")
    payment = await create_open_payment(session, order, intent_id=f"pi_{number}")
    session.add(
        ProviderEvent(
            event_id=f"evt_{number}",
            event_type="payment_intent.succeeded",
            payment_reference=payment.provider_reference,
            payload={"billing_details": {"name": f"{word} Pagatore"}},
        )
    )
    await _return(session, payment, word)
    await _receive(session, payment, word)
    await keep_buyer_words(session, order, f"{word} calls in the morning")
    step = await add_milestone(session, order, {"name": "Relazione"})
    (await add_file(session, step, name=f"{word}.pdf")).uploaded_by = None
    await deliver(session, step.id)
    await mark_paid(session, order, at=now())
    invoice = await issue_invoice(session, order.id)
    await deliver_invoice(session, invoice.id, storage)
    await leave_transmission_traces(session, invoice, word)
    typed = {"notes": f"{word} bozza"}
    session.add(InvoiceDraft(typed=typed, buyer_name=f"{word} da accreditare", corrects_id=invoice.id))
    await advance(session, order, to=OrderStatus.COMPLETED)
    return order


async def _receive(session: AsyncSession, payment: Payment, word: str) -> None:
    """Money that a statement brought and a colleague booked, and a dispute that was answered."""
    line = StatementLine(
        fingerprint=fingerprint(f"{word}-line"),
        booked_on=today_in_rome(),
        amount=payment.amount,
        payer=f"{word} pays",
        words=f"{word} saldo",
    )
    session.add(line)
    await session.flush()
    told = {"order_id": payment.order_id, "payment_id": payment.id, "amount": payment.amount}
    session.add_all(
        [
            Receipt(
                **told,
                statement_line_id=line.id,
                method=MoneyMethod.TRANSFER,
                received_on=today_in_rome(),
                reference=f"{word}-cro",
                note=f"{word} called",
            ),
            Dispute(**told, provider_reference=f"du_{fingerprint(word)[:12]}", answer=f"{word} was there"),
        ]
    )


async def _return(session: AsyncSession, payment: Payment, word: str) -> None:
    """A refund of all of it, failed long ago, and why it was wanted."""
    refund = Refund(
        order_id=payment.order_id,
        payment_id=payment.id,
        amount=payment.amount,
        is_of_sale=True,
        reason=RefundReason.OTHER,
        note=f"{word} was unhappy",
        status=RefundStatus.FAILED,
    )
    session.add(refund)
    await session.flush()
    for line in await list_lines(session, payment.order_id):
        session.add(
            RefundLine(
                refund_id=refund.id,
                order_line_id=line.id,
                line_number=line.line_number,
                net=line.net,
                vat=line.vat,
                gross=line.gross,
            )
        )


async def _ask(session: AsyncSession, person: Person, word: str, *, address: str, number: str) -> None:
    """A request for a quote, with the offer that came of it."""
    request = QuoteRequest(
        user_id=person.id,
        number=f"RP-{fingerprint(word)[:12]}",
        name=word,
        email=person.email,
        phone=f"{word}-07",
        company=f"{word} S.p.A.",
        words=f"{word} wants",
        answers=[{"key": "people", "kind": "text", "label": "Quanti?", "value": word, "shown": word}],
        prefill=f"{word} at 40",
        page=f"/preventivo/{word}",
        consent_words=f"{word} has read it",
        consent_version=f"{word}-1",
        notice_version=f"{word}-2",
        consented_at=now(),
        request_key=fingerprint(f"{word}-quote"),
    )
    session.add(request)
    await session.flush()
    session.add(
        QuoteFile(
            request_id=request.id,
            name=f"{word}.pdf",
            content_type="application/pdf",
            bytes=1,
            sha256=fingerprint(word),
            storage_key=f"quote-files/{number}",
        )
    )
    await leave_offer_traces(session, person, word, request.id, address=address, number=number)
    await _analyse(session, person, word, request)


async def _analyse(session: AsyncSession, person: Person, word: str, request: QuoteRequest) -> None:
    """What a model made of another request of theirs, which nothing came of."""
    other = QuoteRequest(**request.model_dump(exclude={"id", "number", "request_key"}))
    other.number, other.request_key = f"A{request.number}"[:20], fingerprint(f"{word}-analysed")
    session.add(other)
    await session.flush()
    analysis = QuoteAnalysis(request_id=other.id)
    session.add(analysis)
    await session.flush()
    session.add(
        QuoteIdea(
            analysis_id=analysis.id, position=0, piece=IdeaPiece.WORK, name=f"{word} wants it", words=f"for {word}"
        )
    )


async def _answer(session: AsyncSession, person: Person, word: str, *, number: str) -> None:
    """A questionnaire answered to the end, its report sent."""
    await create_published(session, slug=f"prova-{number}")
    assessment, version = await get_published(session, f"prova-{number}")
    session.add(
        Sitting(
            assessment_id=assessment.id,
            version_id=version.id,
            token_hash=fingerprint(f"{word}-sitting"),
            user_id=person.id,
            answers={"first": word},
            score=40,
            level=word,
            outcome=word,
            section_scores={"one": 40},
            email=person.email,
            consent_words=f"{word} agrees",
            consent_version=f"{word}-3",
            notice_version=f"{word}-4",
            consented_at=now(),
            finished_at=now(),
        )
    )


async def _write(session: AsyncSession, person: Person, word: str, *, number: str) -> None:
    """A post signed with their name, for which they asked a model."""
    texts = {name: f"{word} {name}" for name in ("role_it", "role_en", "bio_it", "bio_en")}
    links = [{"label": word, "href": f"https://{word}.example"}]
    author_id = await create_author(session, word.title(), person_id=person.id, links=links, **texts)
    post_id = await create_post(session, f"Articolo {number}", author_ids=(author_id,))
    asked = DraftHelp(
        post_id=post_id,
        locale="it",
        topic=f"{word} topic",
        keywords=f"{word}, registri",
        tone="plain",
        length="short",
        asked_by=person.id,
    )
    session.add(asked)
    await session.flush()
    step = DraftHelpStep(help_id=asked.id, position=0, prompt="blog-titles")
    session.add(step)
    await session.flush()
    session.add(DraftSuggestion(step_id=step.id, position=0, piece="title", text=f"{word} title", points=[word]))
