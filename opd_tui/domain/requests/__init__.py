"""What can be asked of the program, as types by noun: the verbs of `batch`, each declared once."""
