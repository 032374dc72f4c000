"""What a hospital may decide for itself: every field at its borders, and what is refused."""

from __future__ import annotations

import pytest

from opd_tui.domain.policy import Policy, parse


def test_a_hospital_that_decides_nothing_has_the_usual_rules():
    assert parse({}) == Policy(15, "doctor", 0, False, 14, "IN", "")


def test_what_is_no_rule_is_left_to_others():
    assert parse({"db": "opd.db"}) == Policy()


TAKEN = [
    *({"follow_up_days": 0}, {"follow_up_days": 365}, {"follow_up_visits": 0}, {"follow_up_visits": 1000}),
    *({"open_days": 1}, {"open_days": 90}, {"hold_arrived": True}, {"phone_region": "GB"}),
    *({"follow_up_scope": "doctor"}, {"follow_up_scope": "department"}, {"follow_up_scope": "hospital"}),
    *({"mrn_prefix": ""}, {"mrn_prefix": "H-"}, {"mrn_prefix": "x" * 20}),
    *({"precedence": True}, {"precedence_order": ("pregnant", 70)}, {"precedence_order": ()}),
    {"follow_up_days": 7, "mrn_prefix": "H-"},
]


@pytest.mark.parametrize("told", TAKEN, ids=str)
def test_what_a_hospital_decides_is_taken_and_the_rest_is_as_usual(told):
    given = parse(told)
    assert given == Policy(**told)
    assert all(getattr(given, name) == value for name, value in told.items())


REFUSED = [
    *({"follow_up_days": -1}, {"follow_up_days": 366}, {"follow_up_days": True}, {"follow_up_days": "7"}),
    *({"follow_up_visits": -1}, {"follow_up_visits": 1001}, {"open_days": 0}, {"open_days": 91}),
    *(
        {"phone_region": "ZZ"},
        {"follow_up_scope": "ward"},
        {"phone_region": "in"},
        {"phone_region": "IND"},
        {"phone_region": ""},
        {"phone_region": "ZZ"},
    ),
    *({"mrn_prefix": " H"}, {"mrn_prefix": "H "}, {"mrn_prefix": "x" * 21}, {"mrn_prefix": "H\x1b"}),
    *({"precedence_order": [0]}, {"precedence_order": ["old"]}, {"precedence_order": [True]}),
    {"precedence_order": [60, 60]},
]


@pytest.mark.parametrize("told", REFUSED, ids=str)
def test_what_cannot_be_is_refused_and_its_field_is_named(told):
    [(name, value)] = told.items()
    with pytest.raises(ValueError, match=f"^{name} must be ") as refused:
        parse({**told, "hold_arrived": True})
    assert repr(value) in str(refused.value)
