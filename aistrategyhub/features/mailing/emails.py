"""What every typed mail is. A room defines its own in its `emails`, with templates in its folder `mails`."""

from abc import ABC, abstractmethod
from pathlib import Path
from sys import modules
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from aistrategyhub.features.mailing.models import EmailType


class Mail(BaseModel, ABC):
    """A mail before it has words. Its fields are what the template may say.

    `template` names `mails/<template>.html.j2` in the room of the module that defines the class; it extends
    `mailing/base.html.j2`. Template and subject are asked for while the recipient's language is spoken, so
    both may use `core.text`. A mail that carries a fiscal document `is_fiscal`: it is kept for ten years.
    """

    model_config = ConfigDict(frozen=True)

    template: ClassVar[str]
    email_type: ClassVar[EmailType] = EmailType.TRANSACTIONAL
    is_fiscal: ClassVar[bool] = False

    @abstractmethod
    def subject(self, locale: str) -> str:
        """The subject in this language."""

    def context(self) -> dict[str, Any]:
        """What the template sees beside the letterhead."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    @classmethod
    def template_folder(cls) -> Path:
        """Where the class's own template is."""
        folder = Path(str(modules[cls.__module__].__file__)).parent
        return (folder.parent if folder.name == "emails" else folder) / "mails"

    @classmethod
    def qualified_template(cls) -> str:
        """`room/template`, as the record of sent mails shows it."""
        return f"{cls.template_folder().parent.name}/{cls.template}"
