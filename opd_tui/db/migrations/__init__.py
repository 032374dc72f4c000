"""Numbered scripts for Peewee's migration runner. Each is a frozen copy: tables.py may change later, these may not."""
