"""What leaves invoicing: frozen rows for screens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InvoiceRow:
    """One line of the admin's table of documents; the paths fetch its files."""

    number: str
    kind_label: str
    date_label: str
    buyer_name: str
    total_label: str
    order_number: str
    xml_path: str
    pdf_path: str
