"""Who stands at the counter: found by any part of what was typed, with what they hold today and the last visit."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import counter
from opd_tui.services.queries.counter import LookUp
from tests.support.factories import ASHA, a_doctor, a_slot, a_token, complete, no_show


def known(name: str, phone: str | None = None, mrn: str | None = None, **more: object) -> int:
    return records.register(NewPatient(name, phone, mrn, **more), ASHA).id  # type: ignore[arg-type]


def found(text: str) -> list[str]:
    return [each.patient.name for each in counter.look_up(LookUp(text)).known]


@pytest.fixture
def people(database):
    known("Lakshmi Nair", "98200 12345", "OPD-501", year_of_birth=1992, sex="F")
    known("Lakshmi Iyer", "98300 12345", "OPD-502")
    known("Ravi Nair", "98200 12345")


@pytest.mark.parametrize(
    "text", ["Lakshmi Nair 9820012345", "9820012345 34F Lakshmi", "opd-501", "#OPD-501 nair", "Nair OPD-501"]
)
def test_whom_all_that_was_typed_means_comes_first(people, text):
    assert found(text)[0] == "Lakshmi Nair"


def test_a_number_finds_all_who_have_it_before_those_of_the_name(people):
    assert found("9820012345") == ["Lakshmi Nair", "Ravi Nair"]
    assert found("Lakshmi 9830012345") == ["Lakshmi Iyer", "Lakshmi Nair"]


def test_the_end_of_a_phone_finds_it(people):
    assert set(found("12345")) == {"Lakshmi Nair", "Lakshmi Iyer", "Ravi Nair"}


def test_an_age_alone_finds_nobody_but_a_hospital_number_of_that_form(people):
    assert found("34F") == []
    known("Asha", mrn="F34")
    assert found("34F") == found("F34") == ["Asha"]


def test_more_who_match_are_counted(database):
    for _ in range(13):
        known("Sunita Rao")
    at = counter.look_up(LookUp("Sunita"))
    assert (len(at.known), at.more, at.many) == (10, 3, False)


def test_the_tokens_of_today_stand_beside_the_patient(database):
    slot = a_slot()
    later = a_slot(doctor=slot.doctor, start="12:00", end="13:00")
    tomorrow = a_slot(doctor=slot.doctor, day="2026-11-24")
    lata = known("Lata Rao")
    mine = [a_token(each.id, patient=lata).id for each in (slot, later, tomorrow)]
    [at] = counter.look_up(LookUp("Lata")).known
    assert [held.token.id for held in at.today] == mine[:2]
    assert all(held.begun for held in at.today)


def test_a_token_that_has_ended_is_none_of_today(database):
    lata = known("Lata Rao")
    no_show(a_token(a_slot().id, patient=lata).id)
    assert counter.look_up(LookUp("Lata")).known[0].today == ()


def test_the_last_visit_is_the_last_that_took_place(database):
    lata, doctor = known("Lata Rao"), a_doctor().id
    for day in ("2026-11-10", "2026-11-17"):
        clock.set_local(f"{day}T09:00")
        complete(a_token(a_slot(doctor=doctor, day=day).id, patient=lata).id)
    clock.set_local("2026-11-23T09:00")
    a_token(a_slot(doctor=doctor).id, patient=lata)
    last = counter.look_up(LookUp("Lata")).known[0].last
    assert last is not None
    assert (last.start, last.doctor_name) == ("2026-11-17T10:00", "Dr Rao")


def test_a_token_is_read_as_it_is_now(database):
    token = a_token(a_slot().id)
    no_show(token.id)
    assert counter.token_now(token.id).token.status == "NO_SHOW"
