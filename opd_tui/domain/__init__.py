"""Values and pure rules: no clock, no settings, no database, no input or output."""
