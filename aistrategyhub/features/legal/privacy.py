"""What the legal documents hold about people: which colleague made them."""

from aistrategyhub.core.privacy import Basis, Holding, Personal, PersonalData, Retention, Whose

PERSONAL_DATA: PersonalData = {
    "legal_documents": Holding(
        personal={
            "made_by": Personal(
                "who made a legal page", Basis.LEGITIMATE_INTEREST, Retention.FIRM, Whose.STAFF, handed_out=False
            )
        },
        none=("kind", "publication_id", "template_version", "made", "made_at"),
        apart="the firm's own pages; who made them is in the trail",
    ),
}
