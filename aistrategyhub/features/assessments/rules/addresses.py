"""Addresses of the room’s pages and routes. Pure."""

LIST_ROUTE = "/valutazioni"
SITTING_ROUTE = "/valutazione"
RESULT_STEP = "esito"
OWN_ROUTE = "/area-clienti/valutazioni"
ADMIN_ROUTE = "/admin/valutazioni"
PRIVACY_ROUTE = "/privacy"
API = "/api/v1/assessments"
SITTINGS_API = f"{API}/sittings"


def intro_route(slug: str) -> str:
    """The page that explains an assessment."""
    return f"{LIST_ROUTE}/{slug}"


def start_action(slug: str) -> str:
    """Where the button that begins an assessment posts to."""
    return f"{API}/{slug}/start"


def sitting_route(token: str) -> str:
    """The questionnaire of whoever holds this token."""
    return f"{SITTING_ROUTE}/{token}"


def result_route(token: str) -> str:
    """Their report."""
    return f"{SITTING_ROUTE}/{token}/{RESULT_STEP}"


def pdf_address(token: str) -> str:
    """Their report as a PDF."""
    return f"{SITTINGS_API}/{token}/report.pdf"
