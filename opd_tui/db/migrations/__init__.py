"""Numbered scripts for Peewee's migration runner. Each is a frozen copy: models.py may move on, these may not."""
