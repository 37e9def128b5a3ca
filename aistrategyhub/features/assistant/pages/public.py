"""Where visitors ask."""

import reflex as rx

from aistrategyhub.core.feature import NavEntry, Page, Shell
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.assistant.components import chat
from aistrategyhub.features.assistant.components.ways_out import ways_out
from aistrategyhub.features.assistant.rules.addresses import CHAT_ROUTE
from aistrategyhub.features.assistant.state.chat import ChatState
from aistrategyhub.ui.parts.figures import loaded
from aistrategyhub.ui.parts.words import page_header


def chat_page() -> rx.Component:
    return rx.el.div(
        page_header(
            _("Chiedi all’assistente"),
            lead=rx.cond(
                ChatState.with_person,
                _("In questo momento ti risponde una persona dello studio."),
                _(
                    "È un sistema di intelligenza artificiale: cerca nei documenti dello studio e dice dove ha letto. "
                    "Può sbagliare, e non dà pareri legali."
                ),
            ),
        ),
        loaded(ChatState.is_loaded, lambda: rx.cond(ChatState.is_available, _conversation(), chat.asleep()), lines=8),
        class_name="grid gap-8",
    )


def _conversation() -> rx.Component:
    return rx.el.div(chat.conversation(), chat.question_form(), ways_out(), class_name="grid gap-8")


PAGES = (
    Page(
        route=CHAT_ROUTE,
        title=mark("Assistente"),
        description=mark("Domande su AI Act, NIS2 e GDPR: risposte dai documenti dello studio, con le fonti."),
        content=chat_page,
        on_load=[ChatState.arrive, ChatState.watch],
    ),
)
NAVIGATION = (NavEntry(Shell.PORTAL, mark("Assistente"), CHAT_ROUTE, 80, "messages-square"),)
