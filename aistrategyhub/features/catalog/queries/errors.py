"""What is not there, or not to be bought."""

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark


class ItemNotFound(DomainError):
    """No published item has this address."""

    code = "ITEM_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Il servizio non esiste o non è più in vendita.")


class ItemNotForSale(DomainError):
    """The item is published but sold by quote, by range, by subscription or by hand."""

    code = "ITEM_NOT_FOR_SALE"
    sentence = mark("«{name}» non si acquista online: richiedi un preventivo.")


class CategoryNotFound(DomainError):
    """No such category."""

    code = "CATEGORY_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("La categoria «{slug}» non esiste.")


class PriceListNotFound(DomainError):
    """No such price list."""

    code = "PRICE_LIST_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo listino non c’è più.")


class DiscountNotFound(DomainError):
    """No such discount of this item."""

    code = "DISCOUNT_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo sconto non c’è più.")


class PlanNotFound(DomainError):
    """No such plan of this item."""

    code = "PLAN_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo piano non c’è più.")
