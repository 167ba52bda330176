"""The participant file of formats.md §2: reading, judging, writing. No database here; who stores asks and gives (Context).

reading.open_table → judging.judge or judging.Judging → writing.write_csv, write_xlsx, write_errors
"""
