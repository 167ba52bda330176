"""Answers that are missing or contradict each other within a row. They are stored as they are and said; never a fault."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from osuuskunta.core.wording import day
from participants.enums import REFERRAL_PERIODS, Answer, ExitReason, LabourStatus
from participants.files.context import Context
from participants.files.faults import Finding
from participants.files.layout import Values

_EVIDENCE = timedelta(days=28)  # esf.md 9.3
_SCHOOL_AGE = 16  # esf.md 9.7
_YOUNGEST = {2: 14, 3: 17, 4: 18, 5: 19, 6: 20, 7: 22, 8: 25}  # below these years a level of education is unlikely
_WORK = {ExitReason.EMPLOYED_OPEN, ExitReason.EMPLOYED_SUBSIDISED, ExitReason.SELF_EMPLOYED}
# Answers that a record needs to be counted (esf.md 9.4); those about a person's beginning, asked of the earliest period only.
NEEDED = ("gender", "birth_date", "labour_status_entry", "isced_entry", "in_education_entry", "unemployed_since")


def status_of(values: Values) -> LabourStatus | None:
    """Return the status that counts at entry: a full-time student is inactive, then a registered jobseeker unemployed."""
    if values.full_time_student_entry:
        return LabourStatus.INACTIVE
    return LabourStatus.UNEMPLOYED if values.registered_unemployed_entry else values.labour_status_entry


def missing(values: Values) -> int:
    """Return which answers of NEEDED are missing, as bits."""
    status = status_of(values)
    return (
        (values.gender is None)
        | (values.birth_date is None) << 1
        | (status is None) << 2
        | (values.isced_entry is None) << 3
        | (values.in_education_entry is None and not values.full_time_student_entry) << 4
        | (values.unemployed_since is None and status is LabourStatus.UNEMPLOYED) << 5
    )


def missing_answers(bits: int) -> Iterator[Finding]:
    for position, name in enumerate(NEEDED):
        if bits >> position & 1:
            reason = _("The answer is missing. Until it is there, the person is only in the total of all participants.")
            yield Finding(name, f"missing_{name}", reason)


def add_months(start: date, months: int) -> date:
    """Return the same day months later, at most the last of its month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, start.day))
        except ValueError:
            continue
    raise AssertionError


def age_on(birth: date, on: date) -> int:
    """Return completed years; who was born on 29 February has a birthday on 1 March in common years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def warnings_of(values: Values, context: Context) -> Iterator[Finding]:
    """Yield what is to be looked at in a row that has no fault."""
    yield from _status(values)
    yield from _education(values)
    yield from _days(values, context)
    if values.exit_date is None:
        yield from _without_exit(values)
    else:
        yield from _results(values, context)
    yield from _referral(values)
    if values.home_municipality and context.municipalities and values.home_municipality not in context.municipalities:
        reason = _("This municipality is not in the list. The person is left out of the figure of rural areas.")
        yield Finding("home_municipality", "unknown_municipality", reason)


def _status(values: Values) -> Iterator[Finding]:
    student, registered, stated = (
        values.full_time_student_entry, values.registered_unemployed_entry, values.labour_status_entry,
    )  # fmt: skip
    if student:
        if registered:
            reason = _("A registered jobseeker who is also a full-time student is counted as outside the labour force.")
            yield Finding("registered_unemployed_entry", "student_registered", reason)
        if stated not in {None, LabourStatus.INACTIVE}:
            reason = _("A full-time student is counted as outside the labour force, whatever this column says.")
            yield Finding("labour_status_entry", "student_status", reason)
        if values.in_education_entry is False:
            reason = _("A full-time student is counted as being in education, whatever this column says.")
            yield Finding("in_education_entry", "student_education", reason)
    elif registered and stated not in {None, LabourStatus.UNEMPLOYED}:
        reason = _("A registered jobseeker is counted as unemployed, whatever this column says.")
        yield Finding("labour_status_entry", "registered_status", reason)
    elif registered is False and stated is LabourStatus.UNEMPLOYED:
        reason = _("The person is unemployed but not registered. Check that this is so.")
        yield Finding("registered_unemployed_entry", "unemployed_unregistered", reason)
    if values.unemployed_since and status_of(values) not in {None, LabourStatus.UNEMPLOYED}:
        reason = _("The person is not counted as unemployed at entry, so this day is not used.")
        yield Finding("unemployed_since", "unemployed_since_unused", reason)


def _education(values: Values) -> Iterator[Finding]:
    if values.birth_date is None:
        return
    age, level = age_on(values.birth_date, values.entry_date), values.isced_entry
    if not 15 <= age <= 100:
        reason = _("At entry the person is %(age)d years old by this date. Check it.")
        yield Finding("birth_date", "unlikely_age", reason % {"age": age})
    if level is None:
        return
    if age < _YOUNGEST.get(level, 0):
        reason = _("This level is unlikely for a person of %(age)d years. Check it.")
        yield Finding("isced_entry", "unlikely_education", reason % {"age": age})
    if level == 0 and age > _SCHOOL_AGE and values.other_disadvantaged is Answer.NO:
        reason = _("No completed school usually means another disadvantage, too. Check the answer.")
        yield Finding("other_disadvantaged", "no_school_no_disadvantage", reason)


def _days(values: Values, context: Context) -> Iterator[Finding]:
    for name in ("entry_date", "exit_date", "exit_status_date"):
        found = getattr(values, name)
        if found and found > context.today:
            yield Finding(name, f"{name}_in_future", _("The day is in the future. Check it."))
    if values.exit_date and context.ends_on and values.exit_date > context.ends_on:
        reason = _("The exit is after the project's last day, %(day)s. Check it.")
        yield Finding("exit_date", "exit_after_project", reason % {"day": day(context.ends_on)})


def _without_exit(values: Values) -> Iterator[Finding]:
    """Yield what is said of leaving although nobody left; a plain no says nothing."""
    for name in (
        "exit_reason", "labour_status_exit", "job_search_exit", "in_education_exit", "qualification_exit", "labour_status_6m",
        "improved_6m",
    ):  # fmt: skip
        if getattr(values, name):
            reason = _("There is no exit, so this answer is not counted. Add exit_date, or empty the cell.")
            yield Finding(name, "result_without_exit", reason)


def _results(values: Values, context: Context) -> Iterator[Finding]:
    status, after = status_of(values), values.labour_status_exit
    if after is None:
        reason = _("The situation after leaving is missing, so no result of it is counted.")
        yield Finding("labour_status_exit", "missing_labour_status_exit", reason)
    if values.exit_status_date and values.exit_status_date > values.exit_date + _EVIDENCE:
        reason = _("The situation was established later than 28 days after the exit: these results are not counted.")
        yield Finding("exit_status_date", "status_too_late", reason)
    if values.job_search_exit and (status not in {None, LabourStatus.INACTIVE} or after == LabourStatus.EMPLOYED):
        reason = _("Newly searching for work can only follow from being outside the labour force, and not in work.")
        yield Finding("job_search_exit", "job_search_cannot_follow", reason)
    if values.in_education_exit and (values.in_education_entry or values.full_time_student_entry):
        reason = _("The person was in education at entry, so this is no result.")
        yield Finding("in_education_exit", "education_cannot_follow", reason)
    if values.exit_reason in _WORK and after not in {None, LabourStatus.EMPLOYED}:
        reason = _("The reason for ending is work, but this column says otherwise. Correct one of the two.")
        yield Finding("labour_status_exit", "reason_against_status", reason)
    yield from _six_months(values, context, status)


def _six_months(values: Values, context: Context, status: LabourStatus | None) -> Iterator[Finding]:
    due = add_months(values.exit_date, 6)
    if due > context.today:
        if values.labour_status_6m or values.improved_6m:
            reason = _("Six months after the exit is only on %(day)s. Confirm the answer then.")
            name = "labour_status_6m" if values.labour_status_6m else "improved_6m"
            yield Finding(name, "six_months_too_early", reason % {"day": day(due)})
    elif values.labour_status_6m is None:
        reason = _("The situation six months after the exit is missing, so no result of it is counted.")
        yield Finding("labour_status_6m", "missing_labour_status_6m", reason)
    if values.improved_6m and status not in {None, LabourStatus.EMPLOYED}:
        reason = _("Only who was in work at entry can have a better situation in this sense.")
        yield Finding("improved_6m", "improvement_cannot_follow", reason)
    elif values.improved_6m and values.labour_status_6m not in {None, LabourStatus.EMPLOYED}:
        reason = _("An improvement is stated, but the person is not in work six months after the exit.")
        yield Finding("improved_6m", "improvement_without_work", reason)


def _referral(values: Values) -> Iterator[Finding]:
    first, last = REFERRAL_PERIODS.get(values.referral_source, (None, None))
    if (first and values.entry_date < first) or (last and values.entry_date > last):
        reason = _("There was no such service at the time of entry. Check the source.")
        yield Finding("referral_source", "referral_out_of_time", reason)
