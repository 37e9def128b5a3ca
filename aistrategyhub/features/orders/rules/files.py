"""Which files a step of an order takes, and how many. Pure."""

from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark

MOST_FILES = 30
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.zip,.txt,.csv,.png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.avif,.svg,.mp4,.webm"


class TooManyFiles(DomainError):
    """More files than a step holds."""

    code = "TOO_MANY_FILES"
    sentence = mark("Una tappa ha al massimo {most} file: raccoglili in un archivio ZIP.")
