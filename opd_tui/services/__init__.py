"""What a person would ask the desk for, one file each. A service is a function: `verb(request…, actor) -> view`.

One call is one intent and one transaction. It never hands out a row of the database.
"""
