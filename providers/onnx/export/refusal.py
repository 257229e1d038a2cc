class Refusal(Exception):
    """An expected failure: its message says what to do."""
