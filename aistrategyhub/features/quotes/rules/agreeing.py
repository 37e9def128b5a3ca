"""What an offer comes to for a buyer, and how it is collected in parts. Pure.

The deposit is whole euro of each kind of VAT. Italian rates are whole percents, so the VAT of a deposit is exact to the
cent, and the VAT of the balance is what it would be by itself: both documents add up, and so do they together.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.quotes.models import Instalment, QuoteOrder
from aistrategyhub.features.quotes.schemas.offers import AgreedLine, Agreement, InstalmentLine, OfferContent, OfferLine
from aistrategyhub.features.vat.rules import add_up, treat
from aistrategyhub.features.vat.schemas import Amounts, Customer, PricedLine, SellerVat, Treatment

_ONE = Decimal(1)


def agree(content: OfferContent, chosen: Collection[str], customer: Customer, seller: SellerVat) -> Agreement:
    """What this customer pays for the offer with the optional lines they ticked. Raises GoodsNotSoldAbroad."""
    lines = [line for line in content.lines if not line.is_optional or line.key in chosen]
    nets = [net_of(line, content.discount_percent) for line in lines]
    treatments = [treat(customer, line.vat_class, supply=line.supply, seller=seller) for line in lines]
    amounts = add_up([PricedLine(_ONE, net, treated) for net, treated in zip(nets, treatments, strict=True)])
    return Agreement(
        lines=tuple(
            _agreed(line, net, vat.vat, vat.treatment)
            for line, net, vat in zip(lines, nets, amounts.lines, strict=True)
        ),
        discount_percent=content.discount_percent,
        deposit_percent=content.deposit_percent,
        milestones=content.milestones,
    )


def net_of(line: OfferLine, discount_percent: Decimal) -> Decimal:
    """What a line costs after the discount, before VAT."""
    return round_half_up(line.quantity * line.unit_price * (100 - discount_percent) / 100)


def collect(agreement: Agreement) -> dict[Instalment, list[InstalmentLine]]:
    """The lines of each order that collects the agreement: all at once, or a deposit and a balance."""
    deposits = _deposits(agreement)
    if not any(deposits) or all(part == line.net for part, line in zip(deposits, agreement.lines, strict=True)):
        return {Instalment.FULL: [_whole(line) for line in agreement.lines]}
    paired = list(zip(agreement.lines, deposits, strict=True))
    return {
        Instalment.DEPOSIT: [_part(line, part) for line, part in paired if part],
        Instalment.BALANCE: [_part(line, line.net - part) for line, part in paired if line.net - part],
    }


def to_be_asked(agreement: Agreement, collected: Collection[QuoteOrder]) -> frozenset[Instalment]:
    """What the firm may ask for now: the balance that nobody was asked for yet, and every part whose order was
    cancelled."""
    asked = {row.instalment: row for row in collected}
    is_missing = {part: part is Instalment.BALANCE for part in collect(agreement) if part not in asked}
    is_cancelled = {part: row.order_id is None for part, row in asked.items()}
    return frozenset(part for part, may_ask in (is_missing | is_cancelled).items() if may_ask)


def amounts_of(lines: Sequence[InstalmentLine]) -> Amounts:
    """What an order of these lines costs."""
    return add_up([PricedLine(_ONE, line.net, line.agreed.treatment) for line in lines])


def _agreed(line: OfferLine, net: Decimal, vat: Decimal, treatment: Treatment) -> AgreedLine:
    return AgreedLine(
        key=line.key,
        item_id=line.item_id,
        item_slug=line.item_slug,
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=net,
        vat=vat,
        vat_rate=treatment.rate,
        vat_ground=treatment.ground,
        vat_nature=treatment.nature,
        vat_law=treatment.law,
    )


def _deposits(agreement: Agreement) -> list[Decimal]:
    """The deposit of each line, before VAT: whole euro, adding up to the share of each kind of VAT."""
    alike: dict[Treatment, list[int]] = defaultdict(list)
    for index, line in enumerate(agreement.lines):
        alike[line.treatment].append(index)
    parts = [Decimal(0)] * len(agreement.lines)
    for indexes in alike.values():
        nets = [agreement.lines[index].net for index in indexes]
        for index, part in zip(indexes, _whole_euros(nets, agreement.deposit_percent), strict=True):
            parts[index] = part
    return parts


def _whole_euros(nets: Sequence[Decimal], percent: Decimal) -> list[Decimal]:
    """This share of the nets in whole euro, given to the lines that are owed most; none gets more than it has."""
    if percent == 100:
        return list(nets)
    exact = [net * percent / 100 for net in nets]
    parts = [Decimal(int(share)) for share in exact]
    missing = int(round_half_up(sum(exact, Decimal(0)), places=0) - sum(parts))
    most_owed = sorted(range(len(nets)), key=lambda index: parts[index] - exact[index])
    for index in [index for index in most_owed if parts[index] + 1 <= nets[index]][:missing]:
        parts[index] += 1
    return parts


def _whole(line: AgreedLine) -> InstalmentLine:
    """A line as it was offered, its discount apart."""
    discount = round_half_up(line.quantity * line.unit_price) - line.net
    return InstalmentLine(line, line.quantity, line.unit_price, line.net, discount)


def _part(line: AgreedLine, net: Decimal) -> InstalmentLine:
    return InstalmentLine(line, _ONE, net, net)
