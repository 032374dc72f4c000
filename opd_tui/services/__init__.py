"""What a person asks the desk for, in files by subject. A service is a function: `verb(request, actor) -> frozen
value`.

One call is one intent and one transaction. A service never returns a row of the database.
"""
