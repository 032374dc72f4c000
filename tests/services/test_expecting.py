"""Expected times of the tokens of a real day: what they are reckoned from, and who has one."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.tokens import Arrive, Call, Complete, ListTokens
from opd_tui.runtime import clock
from opd_tui.services import expecting
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, a_doctor, a_slot, a_token, complete, late, no_show


def told(token):
    """From and to of a token as of now, the time of day alone."""
    [now] = expecting.with_expected_times((queues.token(token.id),))
    return now.expected and now.expected.label


def clock_at(time, day=23):
    clock.set_local(f"2026-11-{day}T{time}")


def seen(slot, minutes, at="10:00"):
    """A patient comes, is called in at that time, and goes after so many minutes."""
    token = a_token(slot.id, "EMERGENCY")
    clock_at(at)
    visits.call(Call(token=token.id), ASHA)
    hour, minute = divmod(int(at[:2]) * 60 + int(at[3:]) + minutes, 60)
    clock_at(f"{hour:02}:{minute:02}")
    visits.complete(Complete(token.id), ASHA)


def test_before_anybody_was_seen_the_plan_tells(database):
    slot = a_slot(seats=3)
    assert [told(a_token(slot.id)) for _ in range(3)] == ["10:00–10:10", "10:10–10:40", "10:25–11:05"]


def test_a_late_doctor_shifts_the_expected_times_of_the_slot(database):
    slot = a_slot(seats=3)
    tokens = [a_token(slot.id) for _ in range(2)]
    late(slot.id, 20)
    assert [told(token) for token in tokens] == ["10:20–10:30", "10:30–11:00"]


def test_a_late_doctor_shifts_the_times_of_the_slot_after_it(database):
    slot = a_slot(seats=3)
    next_slot = a_slot(3, slot.doctor, "11:00", "12:00")
    [a_token(slot.id) for _ in range(3)]
    token = a_token(next_slot.id)
    assert told(token) == "11:00–11:10"
    late(slot.id, 20)
    assert told(token) == "11:20–11:30"


def test_a_late_doctor_who_has_begun_is_late_no_more(database):
    slot = a_slot(seats=3)
    first, second = a_token(slot.id), a_token(slot.id)
    late(slot.id, 40)
    clock_at("10:10")
    visits.call(Call(token=first.id), ASHA)
    assert told(second) == "10:20–10:50"


def test_the_doctors_own_pace_today_tells_more_than_the_plan(database):
    slot = a_slot(seats=6)
    seen(slot, 4)
    first, second = a_token(slot.id), a_token(slot.id)
    assert (told(first), told(second)) == ("10:05–10:10", "10:05–10:15")


def test_the_last_twenty_consultations_tell_and_no_earlier_one(database):
    """Eleven of half an hour, then ten of four minutes: of the last twenty the middle is 17 minutes."""
    slot = a_slot(30, end="12:00")
    for length, at in [(30, "10:00")] * 11 + [(4, "11:00")] * 10:
        seen(slot, length, at)
    assert told(a_token(slot.id)) == "11:05–11:15"


def test_another_day_tells_where_today_does_not(database):
    doctor = a_doctor().id
    seen(a_slot(2, doctor, "10:00", "11:00"), 30)
    slot = a_slot(6, doctor, "10:00", "11:00", day="2026-12-07")
    clock.set_local("2026-12-07T00:00")
    a_token(slot.id)
    assert told(a_token(slot.id)) == "10:15–11:00"


def test_after_fourteen_days_the_plan_tells_again(database):
    doctor = a_doctor().id
    seen(a_slot(2, doctor, "10:00", "11:00"), 30)
    slot = a_slot(6, doctor, "10:00", "11:00", day="2026-12-08")
    clock.set_local("2026-12-08T00:00")
    a_token(slot.id)
    assert told(a_token(slot.id)) == "10:05–10:20"


def test_another_doctors_pace_tells_nothing(database):
    seen(a_slot(seats=2), 30)
    clock_at("09:00")
    assert told(a_token(a_slot(seats=6).id)) == "10:00–10:05"


def test_who_is_in_the_room_was_expected_when_called(database):
    token = a_token(a_slot().id)
    clock_at("10:03")
    visits.call(Call(token=token.id), ASHA)
    clock_at("10:20")
    assert told(token) == "10:03"


def test_one_called_out_of_turn_stands_before_nobody_any_more(database):
    slot = a_slot(seats=3)
    first, second, third = (a_token(slot.id) for _ in range(3))
    clock_at("10:00")
    visits.call(Call(token=second.id), ASHA)
    assert [told(first), told(third)] == ["10:10–10:40", "10:25–11:05"]


def test_who_waits_is_expected_after_all_who_have_a_seat_if_one_comes_free(database):
    slot = a_slot(seats=1)
    a_token(slot.id)
    clock_at("09:00")
    assert [told(a_token(slot.id)) for _ in range(2)] == ["10:30–12:00", "11:15–13:15"]


def test_the_slot_before_delays(database):
    doctor = a_doctor().id
    before = a_slot(2, doctor, "09:00", "10:00")
    later = a_slot(6, doctor, "10:00", "11:00")
    for _ in range(2):
        visits.arrive(Arrive(a_token(before.id, "ONLINE").id), ASHA)
    token = a_token(later.id)
    assert told(token) == "10:00–10:05"
    clock_at("09:30")
    assert told(token) == "10:30–10:35"


def test_a_slot_that_overruns_delays_by_who_is_there(database):
    doctor = a_doctor().id
    before = a_slot(2, doctor, "09:00", "10:00")
    here, away = a_token(before.id), a_token(before.id, "ONLINE")
    token = a_token(a_slot(6, doctor, "10:00", "11:00").id)
    clock_at("10:05")
    visits.call(Call(token=here.id), ASHA)
    assert told(token) == "10:35–10:40"
    visits.arrive(Arrive(away.id), ASHA)
    assert told(token) == "11:05–11:10"


@pytest.mark.parametrize("leave", [complete, no_show])
def test_who_has_gone_is_not_expected(database, leave):
    token = a_token(a_slot().id)
    leave(token.id, ASHA)
    assert told(token) is None


def test_on_a_day_that_is_past_nobody_is_expected(database):
    token = a_token(a_slot().id)
    clock_at("00:00", day=24)
    assert told(token) is None


def test_the_times_of_a_whole_queue_are_those_of_each(database):
    slot = a_slot(seats=5)
    tokens = [a_token(slot.id, source) for source in ("ONLINE", "PAID", "WALKIN", "PAID", "EMERGENCY", "WALKIN")]
    together = expecting.with_expected_times(queues.tokens(ListTokens()))
    assert [t.expected.label for t in together] == [told(token) for token in tokens]


def test_a_newcomer_is_expected_where_the_booking_would_stand(database):
    slot = a_slot(seats=3)
    a_token(slot.id, "PAID")
    a_token(slot.id, "WALKIN")
    would = expecting.for_new_booking(slot.id, 4, "ACTIVE")
    assert would.label == told(a_token(slot.id, "ONLINE"))


def test_a_newcomer_who_would_wait_is_expected_behind_the_others(database):
    slot = a_slot(seats=1)
    for _ in range(2):
        a_token(slot.id)
    would = expecting.for_new_booking(slot.id, 5, "WAITING")
    assert would.label == told(a_token(slot.id))


def test_when_the_clocks_go_back_the_expected_time_never_ends_before_it_begins(database):
    clock.use_zone("America/New_York")
    clock.set_local("2026-10-31T20:00")
    slot = a_slot(6, a_doctor().id, "00:30", "02:30", "2026-11-01")
    tokens = [a_token(slot.id) for _ in range(6)]
    times = [found.expected for found in expecting.with_expected_times(tokens)]
    assert all(time and time.start <= time.end for time in times)
