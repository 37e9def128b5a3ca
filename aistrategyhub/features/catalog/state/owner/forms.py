"""Forms of the owner's screens: a refusal that belongs to no field of theirs is said in full above the button."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import reflex as rx

from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.text import _
from aistrategyhub.ui.forms import FormMixin


class OwnerFormMixin(FormMixin, rx.State, mixin=True):
    """A form whose act may also be refused for what stands elsewhere: a published item needs its VAT class."""

    @classmethod
    def _form_fields(cls) -> frozenset[str]:
        """The names of the form's controls."""
        return frozenset()

    def _refuse(self, refusal: DomainError) -> None:
        FormMixin._refuse(self, refusal)
        if isinstance(refusal, InvalidInput):
            elsewhere = [error for error in refusal.fields if error.field not in self._form_fields()]
            if elsewhere:
                self.form_error = " ".join(_(error.sentence, **error.values) for error in elsewhere)


@asynccontextmanager
async def naming(names: Mapping[str, str]) -> AsyncIterator[None]:
    """Lets a refusal name the controls of a form, where the service names its own values."""
    try:
        yield
    except InvalidInput as refusal:
        fields = [replace(error, field=names.get(error.field, error.field)) for error in refusal.fields]
        raise InvalidInput(fields) from refusal
