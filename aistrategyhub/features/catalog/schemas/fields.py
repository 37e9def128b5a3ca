"""The limits of a service's words that are its own."""

from typing import Annotated

from pydantic import StringConstraints

from aistrategyhub.features.publishing.schemas.fields import Line, Lines

Name = Annotated[Line, StringConstraints(max_length=160)]
Summary = Annotated[Lines, StringConstraints(max_length=400)]
Question = Annotated[Lines, StringConstraints(max_length=500)]
Subtitle = Annotated[Lines, StringConstraints(max_length=600)]
