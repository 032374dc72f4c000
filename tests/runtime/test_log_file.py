"""The log file says where something failed, and nothing of a patient."""

from __future__ import annotations

from opd_tui.runtime import log_file


def test_a_traceback_has_kinds_and_places_but_no_values():
    log_file.logger.cache_clear()
    try:
        try:
            raise ValueError("Asha Patil, 9820012345")
        except ValueError as e:
            raise KeyError("Ravi Kumar") from e
    except KeyError:
        log_file.logger().exception("a service failed")
    text = log_file.path().read_text()
    for handler in log_file.logger().handlers[:]:
        log_file.logger().removeHandler(handler)
        handler.close()
    log_file.logger.cache_clear()
    assert "a service failed" in text
    assert "KeyError" in text
    assert "ValueError" in text
    assert __file__ in text
    assert not [
        value for value in ("Asha Patil", "98200", "Ravi Kumar") if f"{value}\n" in text or f": {value}" in text
    ]
