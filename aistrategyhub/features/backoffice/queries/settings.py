"""A section of the settings with its history."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import _, moment_label
from aistrategyhub.features.accounts.queries.directory import names_of
from aistrategyhub.features.backoffice.rules.sections import Section, draft_of, what_changes
from aistrategyhub.features.backoffice.schemas import VersionRow
from aistrategyhub.features.site_settings.models import SettingVersion
from aistrategyhub.features.site_settings.queries import list_versions


async def list_version_rows(session: AsyncSession, section: Section) -> list[VersionRow]:
    """The section's versions in words, the newest first, each with what it changed."""
    versions = await list_versions(session, section.kind)
    names = await names_of(session, {version.updated_by for version in versions if version.updated_by})
    drafts = [draft_of(section, version.setting_value) for version in versions]
    rows = []
    for index, version in enumerate(versions):
        is_oldest_shown = index == len(versions) - 1
        before = {} if is_oldest_shown else drafts[index + 1]
        rows.append(
            VersionRow(
                version=version.version,
                at_label=moment_label(version.updated_at),
                by_label=names.get(version.updated_by, _("Il sistema")) if version.updated_by else _("Il sistema"),
                note=_note(version),
                differences=[] if is_oldest_shown else what_changes(section, before, drafts[index]),
                is_newest=index == 0,
            )
        )
    return rows


def _note(version: SettingVersion) -> str:
    if version.restored_from is not None:
        return _("Ripristino della versione {number}", number=version.restored_from)
    return _("Segreti cambiati") if version.changed_secrets else ""
