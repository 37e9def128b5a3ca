"""Requests for a quote, the offers that answer them, and what a model made of a request."""

from aistrategyhub.features.quotes.models.analyses import AnalysisStatus, IdeaPiece, IdeaState, QuoteAnalysis, QuoteIdea
from aistrategyhub.features.quotes.models.files import QuoteFile
from aistrategyhub.features.quotes.models.quotes import (
    Author,
    Instalment,
    OfferStatus,
    QuoteAcceptance,
    QuoteMessage,
    QuoteOffer,
    QuoteOrder,
    QuotePaper,
    QuotePrefill,
    QuoteRequest,
    RequestStatus,
)

__all__ = [
    "AnalysisStatus",
    "Author",
    "IdeaPiece",
    "IdeaState",
    "Instalment",
    "OfferStatus",
    "QuoteAcceptance",
    "QuoteAnalysis",
    "QuoteFile",
    "QuoteIdea",
    "QuoteMessage",
    "QuoteOffer",
    "QuoteOrder",
    "QuotePaper",
    "QuotePrefill",
    "QuoteRequest",
    "RequestStatus",
]
