"""A prompt of the tests' own."""

from pydantic import BaseModel, ConfigDict

from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, declare_prompt


class Capital(BaseModel):
    model_config = ConfigDict(extra="forbid")

    capital: str


QUIZ = declare_prompt(
    PromptSpec(
        name="quiz-capital",
        label="Capitali",
        purpose=Purpose("quiz", "Quiz", monthly_cents=500),
        instructions="Name the capital of the country.",
        answer=Capital,
        sample={"country": "Italia"},
        max_tokens=1000,
    )
)
