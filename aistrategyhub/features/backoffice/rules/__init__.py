"""Decisions of the backoffice: what a firm must say of itself, and its figures and work in words. Pure."""

from aistrategyhub.features.backoffice.rules.figures import figures, first_month, month_bars
from aistrategyhub.features.backoffice.rules.firm import read_firm
from aistrategyhub.features.backoffice.rules.lists import MAIL_FILTERS, ORDER_FILTERS, mail_line, outlook_label
from aistrategyhub.features.backoffice.rules.work import DEAD, WORK_PARTS, process_row, work_choices, work_row

__all__ = [
    "DEAD",
    "MAIL_FILTERS",
    "ORDER_FILTERS",
    "WORK_PARTS",
    "figures",
    "first_month",
    "mail_line",
    "month_bars",
    "outlook_label",
    "process_row",
    "read_firm",
    "work_choices",
    "work_row",
]
