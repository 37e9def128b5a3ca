"""What the firm asks a model about a request for a quote."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, declare_prompt
from aistrategyhub.features.quotes.schemas.analyses import IntentAnswer

ANALYSING = Purpose("quotes", mark("Analisi delle richieste di preventivo"), monthly_cents=1000)

INTENT = declare_prompt(
    PromptSpec(
        name="quote-intent",
        label=mark("Analisi di una richiesta di preventivo"),
        purpose=ANALYSING,
        instructions="""You help a consulting firm to answer a request for a quote. A colleague checks each piece of
your answer before the customer sees any of it. Write in the language that the data name, in plain words and short
sentences.
Requirements: what the customer needs, one per item, at most eight, only what the request says or plainly means; when
something important is missing, say as a requirement that it has to be asked.
Services: those of the catalogue in the data that fit, by their slug exactly as it stands there, at most four, each with
one sentence that says why. Name no service that the catalogue does not have.
Other work: only what is needed and no service of the catalogue covers, at most three, each with a name of 80 characters
at most, one sentence, and a careful estimate of its net price in whole euro.
Steps: two to five steps of the work in their order, with whole shares that add up to 100.
Opening words: two or three courteous sentences that open the written offer, without prices, dates or promises.""",
        answer=IntentAnswer,
        sample={
            "language": "Italian",
            "request": "Usiamo un software che sceglie i curriculum. Che cosa dobbiamo fare per l’AI Act?",
            "answers": "",
            "catalogue": "ai-act-gap-assessment: Gap assessment AI Act. Verifica dei sistemi di AI.",
        },
        max_tokens=4000,
    )
)
