"""What the blog asks a model to help with a draft."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.schemas.helping import OutlineAnswer, SummaryAnswer, TitlesAnswer
from aistrategyhub.features.prompts.rules import PromptSpec, Purpose, declare_prompt

DRAFTING = Purpose("blog", mark("Aiuto alla scrittura del blog"), monthly_cents=1000)

_HOUSE = """You help an editor of a consulting firm's blog about artificial intelligence, security and the law.
Write in the language that the data name, for professionals and managers, in plain words and short sentences.
State nothing as a fact that the data do not say: no figures, dates, names, articles of law or quotations of your own.
"""
_SAMPLE = {
    "topic": "Che cosa chiede l’AI Act a chi usa un chatbot con i clienti",
    "keywords": "AI Act, trasparenza, chatbot",
    "language": "Italian",
    "tone": "professional and plain",
    "length": "about 800 words",
}

TITLES = declare_prompt(
    PromptSpec(
        name="blog-titles",
        label=mark("Titoli di un articolo"),
        purpose=DRAFTING,
        instructions=_HOUSE
        + "Propose five titles for the article, each different in its angle, of 70 characters at most, without a full "
        "stop, without a colon where a sentence will do, and without promises that the article cannot keep.",
        answer=TitlesAnswer,
        sample=_SAMPLE,
        max_tokens=2000,
    )
)
OUTLINE = declare_prompt(
    PromptSpec(
        name="blog-outline",
        label=mark("Scaletta di un articolo"),
        purpose=DRAFTING,
        instructions=_HOUSE
        + "Propose the outline of the article: three to eight sections in their order, each with a heading of 80 "
        "characters at most and two to five points that say what the section has to explain, as notes to the writer.",
        answer=OutlineAnswer,
        sample=_SAMPLE,
        max_tokens=4000,
    )
)
SUMMARY = declare_prompt(
    PromptSpec(
        name="blog-summary",
        label=mark("Sommario, motori di ricerca e tag di un articolo"),
        purpose=DRAFTING,
        instructions=_HOUSE
        + "Where the data hold a draft, speak of what it says; else of the topic. Propose an excerpt of two sentences "
        "and 200 characters at most, a title for search engines of 60 characters at most, a description for search "
        "engines of 150 characters at most, and three to six tags of one to three words each in lower case.",
        answer=SummaryAnswer,
        sample=_SAMPLE | {"draft_title": "", "draft_text": ""},
        max_tokens=2000,
    )
)
