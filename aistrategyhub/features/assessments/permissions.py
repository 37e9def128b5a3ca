"""What may be done with the assessments, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AssessmentsPermission(Permission):
    EDIT = "assessments:edit"
    PUBLISH = "assessments:publish"
    READ_RESULTS = "assessments:read_results"


GRANTS = {
    Role.EDITOR: frozenset({AssessmentsPermission.EDIT}),
    Role.SUPPORT: frozenset({AssessmentsPermission.READ_RESULTS}),
    Role.ADMIN: frozenset(AssessmentsPermission),
    Role.SUPER_ADMIN: frozenset(AssessmentsPermission),
}
