"""Numbers about the work on inquiries, each counted from what the verbs wrote down: nothing is kept for a report.

`scope` says what a reader may count, `periods` when, `tables` how numbers stand beside those of the time before. Every
other module counts one thing; all of it is grouped by the database, never case by case here.
"""
