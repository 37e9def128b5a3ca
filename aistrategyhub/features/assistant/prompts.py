"""In which words bots ask a model to answer; the owner edits them among the prompts."""

from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, declare_prompt

TALKING = Purpose("assistant", mark("Risposte dell’assistente"), monthly_cents=3000)


WRITING = Purpose("assistant-questions", mark("Domande scritte per i documenti dell’assistente"), monthly_cents=500)


class WrittenQuestions(BaseModel):
    """What a passage answers, as people would ask it."""

    model_config = ConfigDict(extra="forbid")

    questions: list[str]


class SpokenAnswer(BaseModel):
    """What a trial of the prompt shows: visitors get the same words as a stream, with citations."""

    model_config = ConfigDict(extra="forbid")

    answer: str


ANSWER = declare_prompt(
    PromptSpec(
        name="assistant-answer",
        label=mark("Risposta dell’assistente"),
        purpose=TALKING,
        instructions="""You answer visitors of the website of an Italian consulting firm for artificial intelligence,
security and the law. Answer in the language of the question, politely and plainly, formally ("Lei") in Italian, in at
most 150 words. Begin with the answer itself. Where the law decides by a firm's size, sector or role, name what it
depends on. You inform and give no legal advice: for a visitor's own case, say that the firm can look at it.
""",
        answer=SpokenAnswer,
        sample={"question": "Entro quando va notificato un incidente secondo la NIS2?"},
        max_tokens=2000,
    )
)
QUESTIONS = declare_prompt(
    PromptSpec(
        name="assistant-questions",
        label=mark("Domande a cui risponde un passaggio"),
        purpose=WRITING,
        instructions="""You help people to find a passage of a firm's documents. Write the questions that this passage
answers, as somebody would ask them who has not read it and knows none of its terms: in everyday words, in the language
of the passage, of four to fifteen words each, at most six, each about something else or in other words. Ask nothing
that the passage does not answer. Where it answers nothing (a table of contents, a signature), write none.""",
        answer=WrittenQuestions,
        sample={
            "title": "Guida NIS2",
            "heading": "Notifica degli incidenti",
            "passage": "La pre-notifica al CSIRT Italia va fatta entro 24 ore dalla conoscenza dell’incidente.",
        },
        model="claude-haiku-5-5",
        max_tokens=1000,
    )
)
