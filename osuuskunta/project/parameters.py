"""Names of the limits that the house knows (domain.md 2.7), by topic and in the order in which a page shows them.

A key is part of the code that reads it, so keys are declared here; their values, days and sources are rows.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """Limits that belong together under one heading."""

    anchor: str
    title: Promise
    keys: dict[str, Promise]


TOPICS = (
    Topic("earnings", _("Earnings and benefits"), {
        "kela.disability_pension.earnings_limit_month": _("Disability pension: earnings limit (Kela)"),
        "tyel.disability.full_pct": _("Full disability pension (TyEL): earnings limit"),
        "tyel.disability.partial_pct": _("Partial disability pension (TyEL): earnings limit"),
        "pension.dormant_min_months": _("Pension left dormant: shortest time"),
        "pension.dormant_max_months": _("Pension left dormant: longest time"),
        "unemp.exempt_amount_month": _("Unemployment benefit: exempt amount"),
        "unemp.adjustment_rate": _("Unemployment benefit: share of pay that reduces it"),
        "unemp.max_part_time_share": _("Unemployment benefit: longest part-time work"),
        "unemp.work_condition_month_full": _("Work condition: pay for a whole month"),
        "unemp.work_condition_month_half": _("Work condition: pay for half a month"),
        "unemp.work_condition_months": _("Work condition: months needed"),
        "benefit.labour_market_subsidy_day": _("Labour market subsidy"),
        "benefit.general_support_day": _("General support"),
        "benefit.general_support_other_income_limit_month": _("General support: limit of other income"),
        "owner.leading_pct": _("Ownership that makes an entrepreneur: in a leading position"),
        "owner.leading_family_pct": _("Ownership that makes an entrepreneur: leading, with the family"),
        "owner.any_pct": _("Ownership that makes an entrepreneur: in any position"),
    }),
    Topic("steps", _("Steps to employment"), {
        "work_trial.max_months": _("Work trial: longest time with one employer"),
        "work_trial.max_months_under_25": _("Work trial: longest time, under 25 years"),
        "work_trial.new_right_after_months": _("Work trial: unemployment before a new right"),
        "wage_subsidy.basic.pct": _("Wage subsidy: share of pay"),
        "wage_subsidy.basic.max_months": _("Wage subsidy: longest time"),
        "wage_subsidy.basic.long_max_months": _("Wage subsidy, long unemployment: longest time"),
        "wage_subsidy.basic.long_unemployed_months": _("Wage subsidy, long unemployment: months unemployed"),
        "wage_subsidy.basic.long_window_months": _("Wage subsidy, long unemployment: months looked back"),
        "wage_subsidy.reduced_work_ability.pct": _("Wage subsidy, reduced work ability: share of pay"),
        "wage_subsidy.reduced_work_ability.max_months": _("Wage subsidy, reduced work ability: longest time"),
        "wage_subsidy.reduced_work_ability.continuation_max_months": _(
            "Wage subsidy, reduced work ability: longest continuation"
        ),
        "wage_subsidy.100pct.pct": _("Full wage subsidy: share of pay"),
        "wage_subsidy.100pct.unemployed_months": _("Full wage subsidy: months unemployed"),
        "wage_subsidy.100pct.window_months": _("Full wage subsidy: months looked back"),
        "wage_subsidy.100pct.max_hours_pct": _("Full wage subsidy: longest working time"),
        "wage_subsidy.100pct.max_months": _("Full wage subsidy: longest time"),
        "wage_subsidy.60plus.max_months": _("Wage subsidy, 60 years or more: longest time"),
        "employment_subsidy_55.pct": _("Employment support, 55 years or more: share of pay"),
        "employment_subsidy_55.max_months": _("Employment support, 55 years or more: longest time"),
        "employment_subsidy_55.unemployed_months": _("Employment support, 55 years or more: months unemployed"),
        "employment_subsidy_55.window_months": _("Employment support, 55 years or more: months looked back"),
        "employment_subsidy_55.min_hours_week": _("Employment support, 55 years or more: shortest working time"),
        "kuty.period_min_months": _("Rehabilitative work activity: shortest period"),
        "kuty.period_max_months": _("Rehabilitative work activity: longest period"),
        "kuty.days_per_week_min": _("Rehabilitative work activity: fewest days a week"),
        "kuty.days_per_week_max": _("Rehabilitative work activity: most days a week"),
        "kuty.min_hours_day": _("Rehabilitative work activity: shortest day"),
        "kuty.max_days_12mo": _("Rehabilitative work activity: most days in 12 months"),
        "multisectoral_plan.max_months_to_first": _("Multisectoral plan: longest time to the first"),
        "multisectoral_plan.review_months": _("Multisectoral plan: time between reviews"),
    }),
    Topic("taxes", _("Value added tax and invoices"), {
        "vat.rate.standard": _("VAT: standard rate"),
        "vat.rate.reduced_food": _("VAT: reduced rate, food and others"),
        "vat.rate.reduced_other": _("VAT: lowest rate"),
        "vat.small_business_threshold": _("VAT: turnover up to which a business is small"),
        "vat.threshold_relief_upper": _("VAT: upper limit of the relief for small businesses"),
        "vat.simplified_invoice_max": _("VAT: largest simplified invoice"),
        "einvoice.right_turnover_min": _("Electronic invoice: turnover that gives a right to one"),
        "household_deduction.pct": _("Household deduction: share of the work"),
        "household_deduction.max_year": _("Household deduction: largest amount"),
        "household_deduction.own_share": _("Household deduction: own share"),
        "incomes_register.days": _("Incomes Register: days to report pay"),
        "incomes_register.late_fee_day": _("Incomes Register: fee for being late"),
        "incomes_register.late_fee_max": _("Incomes Register: largest fee"),
    }),
    Topic("cooperatives", _("Law on cooperatives"), {
        "coop.filing_months": _("Founding: time to file the registration"),
        "coop.board_max": _("Board: most ordinary members"),
        "coop.lock_max_months": _("Resignation: longest ban in the rules"),
        "coop.expulsion_notice": _("Expulsion: warning before the decision"),
        "coop.expulsion_appeal": _("Expulsion: time to ask for the general meeting's decision"),
        "coop.refund_months": _("Refund of a share: time after the financial year"),
        "coop.refund_min_months": _("Refund of a share: shortest time in the rules"),
        "coop.agm_months": _("General meeting: latest after the financial year"),
        "coop.notice_min_days": _("General meeting: latest notice before it"),
        "coop.notice_special": _("General meeting: latest notice for a special matter"),
        "coop.notice_max": _("General meeting: earliest notice before it"),
        "coop.egm_call_days": _("Extraordinary meeting: time to call it after a demand"),
        "coop.papers_days": _("General meeting: papers to be seen before it"),
        "coop.minutes_days": _("General meeting: minutes to be seen after it"),
        "coop.proxy_max": _("General meeting: members whom one proxy may represent"),
        "coop.reserve_pct": _("Reserve fund: share of the surplus"),
        "coop.reserve_until": _("Reserve fund: amount up to which it grows"),
        "coop.audit.balance_sheet": _("Duty to have an auditor: balance sheet"),
        "coop.audit.turnover": _("Duty to have an auditor: turnover"),
        "coop.audit.persons": _("Duty to have an auditor: staff"),
        "prh.fs_late_months": _("Financial statements: latest filing after the financial year"),
        "prh.fs_late_fee_first": _("Financial statements: first fee for being late"),
        "prh.fs_late_fee_second": _("Financial statements: second fee for being late"),
        "prh.fs_late_fee_third": _("Financial statements: third fee for being late"),
        "prh.confirmation_fee": _("Trade Register: fee for data not confirmed in a year"),
        "procurement.reserved_min_share": _("Reserved procurement: share of disadvantaged workers"),
    }),
)  # fmt: skip

NAMES: dict[str, Promise] = {key: name for topic in TOPICS for key, name in topic.keys.items()}
