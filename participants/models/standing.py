"""Triggers that keep an enrolment's summary equal to its periods, whoever writes them: pages, import, a correction by hand.

They obey row security: who may write a period of a site sees all of the person's periods there, and the enrolment.
"""

import pgtrigger

_KEEP = """
UPDATE participants_enrolment e
   SET entry_date = s.entry_date, exit_date = s.exit_date, open = s.open, coach_id = s.coach_id
  FROM (SELECT t.participant_id, t.site_id, min(p.entry_date) AS entry_date,
               CASE WHEN bool_or(p.id IS NOT NULL AND p.exit_date IS NULL) THEN NULL ELSE max(p.exit_date) END AS exit_date,
               coalesce(bool_or(p.id IS NOT NULL AND p.exit_date IS NULL), false) AS open,
               (array_agg(p.coach_id ORDER BY p.entry_date DESC))[1] AS coach_id
          FROM (SELECT DISTINCT participant_id, site_id FROM {rows}) t
          LEFT JOIN participants_participation p ON p.participant_id = t.participant_id AND p.site_id = t.site_id
         GROUP BY t.participant_id, t.site_id) s
 WHERE e.participant_id = s.participant_id AND e.site_id = s.site_id
   AND (e.entry_date, e.exit_date, e.open, e.coach_id) IS DISTINCT FROM (s.entry_date, s.exit_date, s.open, s.coach_id);
RETURN NULL;
"""


def _keeper(name: str, operation: pgtrigger.Operation, rows: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=_KEEP.format(rows=rows),
    )


# When two records of one person are merged, periods go over to the other record: both enrolments change.
BOTH = "(SELECT participant_id, site_id FROM old_rows UNION SELECT participant_id, site_id FROM new_rows) changed"

STANDING = [
    _keeper("standing_on_insert", pgtrigger.Insert, "new_rows", new="new_rows"),
    _keeper("standing_on_update", pgtrigger.Update, BOTH, old="old_rows", new="new_rows"),
    _keeper("standing_on_delete", pgtrigger.Delete, "old_rows", old="old_rows"),
]
