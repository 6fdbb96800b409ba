"""XCSP 2.1, the format of the CSP solver competitions of 2008 and 2009: integer variables, tables and predicates.

`elements` reads the XML with places; `predicates` reads functional expressions and says them as conditions; `catalog`
writes an option for each variable, a table for each constraint in extension, and a rule for each one in intension;
`globals` says what global constraints require.
"""
