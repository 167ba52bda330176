"""The world of a report's last day: one row a person, with the facts that the funder's rules read.

Rows and people (formats.md §2, esf.md §0 and 9): the facts of the entry are those of the earliest period (ties: the lower site
code). While any period that began by the last day is open on it there is no exit; else the final period is the one that ends last
(ties: the later entry, then the higher site code), and the facts after leaving are its. Periods that begin later are not there.
"""

# Parameters: sites (ids, every site of the project), to_day, registered_prevails, student_inactive (the set's choices on a day).
# A period that is still open on the day, or whose end lies after it, has no exit here (esf.md 9.9).
FACTS = """
WITH period AS NOT MATERIALIZED (
    SELECT p.*, s.municipality_id AS code, coalesce(p.exit_date > %(to_day)s, true) AS is_open
      FROM participants_participation p
      JOIN project_site s ON s.id = p.site_id
     WHERE p.site_id = ANY (%(sites)s) AND p.entry_date <= %(to_day)s
), ranked AS (
    SELECT period.*,
           row_number() OVER (PARTITION BY participant_id ORDER BY entry_date, code) AS nth,
           row_number() OVER (PARTITION BY participant_id ORDER BY is_open DESC, exit_date DESC, entry_date DESC, code DESC) AS nth_last
      FROM period
), places AS (
    SELECT participant_id, array_agg(DISTINCT site_id) AS sites FROM period GROUP BY participant_id
)
SELECT one.participant_id,
       person.gender,
       person.birth_date,
       extract(year FROM age(one.entry_date, person.birth_date))::int AS age_entry,
       one.entry_date,
       CASE WHEN %(student_inactive)s = 1 AND one.full_time_student_entry THEN 'inactive'
            WHEN %(registered_prevails)s = 1 AND one.registered_unemployed_entry THEN 'unemployed'
            ELSE one.labour_status_entry END AS status_entry,
       one.labour_status_entry AS status_said,
       one.registered_unemployed_entry AS registered_entry,
       one.full_time_student_entry AS student_entry,
       one.unemployed_since,
       CASE WHEN %(student_inactive)s = 1 AND one.full_time_student_entry THEN true ELSE one.in_education_entry END AS in_education_entry,
       one.in_education_entry AS education_said,
       one.isced_entry,
       answers.migrant_minority, answers.disability, answers.other_disadvantaged, answers.third_country_national,
       answers.foreign_background, answers.minority, answers.homeless,
       (SELECT r.name = '3' FROM project_municipalityrelation r
         WHERE r.municipality_id = one.home_municipality AND r.kind = 'degurba'
           AND coalesce(r.valid_from <= one.entry_date, true) AND coalesce(r.valid_to >= one.entry_date, true)) AS rural,
       one.home_municipality,
       one.household_jobless, one.household_children, one.household_single_adult,
       CASE WHEN NOT final.is_open THEN final.exit_date END AS exit_date,
       CASE WHEN NOT final.is_open THEN coalesce(final.exit_status_date, final.exit_date) END AS exit_status_date,
       CASE WHEN NOT final.is_open THEN final.labour_status_exit END AS status_exit,
       CASE WHEN NOT final.is_open THEN final.job_search_exit END AS job_search_exit,
       CASE WHEN NOT final.is_open THEN final.in_education_exit END AS in_education_exit,
       CASE WHEN NOT final.is_open THEN final.qualification_exit END AS qualification_exit,
       CASE WHEN NOT final.is_open THEN final.labour_status_6m END AS status_6m,
       CASE WHEN NOT final.is_open THEN final.improved_6m END AS improved_6m,
       places.sites,
       final.site_id AS final_site
  FROM ranked one
  JOIN ranked final ON final.participant_id = one.participant_id AND final.nth_last = 1
  JOIN places ON places.participant_id = one.participant_id
  JOIN participants_participant person ON person.id = one.participant_id
  LEFT JOIN participants_sensitiveanswers answers ON answers.participation_id = one.id
 WHERE one.nth = 1
"""
