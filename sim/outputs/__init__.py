"""WHAT PEOPLE SEE: plots, tidy tables, the report, the workbook, the calendars."""
