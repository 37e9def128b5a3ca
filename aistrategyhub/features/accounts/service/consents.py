"""Writing the consent ledger."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.models import Consent, ConsentPurpose, ConsentTrace
from aistrategyhub.features.accounts.queries.consents import current_consents
from aistrategyhub.features.accounts.rules.wordings import current_wording
from aistrategyhub.infra.db import take_turns


async def record_consent(
    session: AsyncSession,
    purpose: ConsentPurpose,
    *,
    is_given: bool,
    email: str,
    language: str,
    place: str,
    person_id: UUID | None = None,
    ip_address: str | None = None,
    user_agent: str = "",
    shown_version: str | None = None,
) -> Consent:
    """Writes down a yes or a no to the present words, as they read in `language`; the same again is one row.

    Without `person_id` it is the word of an address that has no account. Raises WordingChanged when
    `shown_version` is not the present one. Art. 7 GDPR: taking back is as easy as giving, and both are kept.
    """
    wording = current_wording(purpose, shown_version=shown_version)
    email = email.strip().lower()
    await take_turns(session, f"consent:{person_id or email}:{purpose}")
    last = (await current_consents(session, person_id=person_id, email=email)).get(purpose)
    if last is not None and (last.is_given, last.wording_version) == (is_given, wording.version):
        return last
    consent = Consent(
        user_id=person_id,
        purpose=purpose,
        is_given=is_given,
        wording=wording.in_language(language),
        wording_version=wording.version,
        language=language,
        place=place[:120],
    )
    session.add(consent)
    await session.flush()
    session.add(ConsentTrace(consent_id=consent.id, email=email, ip_address=ip_address, user_agent=user_agent[:300]))
    await session.flush()
    return consent
