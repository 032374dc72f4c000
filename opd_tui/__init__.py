"""The out-patient desk: doctors, slots, tokens and queues in a terminal."""

__version__ = "0.1.0"
