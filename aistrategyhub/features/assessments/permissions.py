"""What may be done with the assessments, and by whom."""

from aistrategyhub.core.access import Permission, Role


class AssessmentsPermission(Permission):
    EDIT = "assessments:edit"
    PUBLISH = "assessments:publish"
    READ_OWN = "assessments:read_own"
    READ_RESULTS = "assessments:read_results"


GRANTS = {
    Role.CUSTOMER: frozenset({AssessmentsPermission.READ_OWN}),
    Role.EDITOR: frozenset({AssessmentsPermission.READ_OWN, AssessmentsPermission.EDIT}),
    Role.SUPPORT: frozenset({AssessmentsPermission.READ_OWN, AssessmentsPermission.READ_RESULTS}),
    Role.ADMIN: frozenset(AssessmentsPermission),
    Role.SUPER_ADMIN: frozenset(AssessmentsPermission),
}
