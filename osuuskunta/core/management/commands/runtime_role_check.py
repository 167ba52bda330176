"""`runtime_role_check`: is the application role weak enough, and does every wall stand?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from osuuskunta.core.rolecheck import Report, look, some


class Command(BaseCommand):
    help = (
        "Prints the application role's attributes, what it owns, and every site table without forced row security or with other "
        "policies than the models state. Exit status 1 when something is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = look()
        self.stdout.write("\n".join(lines(report)))
        if report.faults:
            count = len(report.faults)
            raise CommandError(f"{count} fault{'s' if count > 1 else ''}. `migrate` builds walls and rights again.")


def lines(report: Report) -> list[str]:
    """Return what is printed: the role, then each fault, or that there is none."""
    said = [f"role {report.role}"]
    said += [f"  {name}: {'YES' if has else 'no'}" for name, has in report.attributes.items()]
    said += [f"  is a member of: {', '.join(report.member_of) or 'no role'}"]
    said += [f"  owns: {some(report.owned) or 'nothing'}"]
    said += [f"{report.walled} tables behind walls"]
    return said + (
        [f"  FAULT {fault}" for fault in report.faults] or ["  every one with forced row security and its own policies"]
    )
