"""In which words bots ask a model to answer; the owner edits them among the prompts."""

from pydantic import BaseModel, ConfigDict

from aistrategyhub.core.text import mark
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, declare_prompt

TALKING = Purpose("assistant", mark("Risposte dell’assistente"), monthly_cents=3000)


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
