"""What a command does to a token: cancel, no-show, here, done, call, source, another slot, another name."""

from __future__ import annotations

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.requests.tokens import Arrive, Cancel, Complete, Move, NoShow, SetSource, StepOut
from opd_tui.domain.tokens import PRIORITY, Token
from opd_tui.messages import about_presence, about_seats, about_tokens
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.tokens import moving, visits
from opd_tui.tui.actions import agreement
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.widgets.choice import Choice

REASONS = ("phoned", "left", "our mistake", "doctor away")


def _since(token: Token) -> str:
    """Since when the patient is in the room, out or here, on the hospital's clock; "" for one who never came."""
    at = token.called_at if token.called else token.stepped_out_at or token.arrived_at
    return f"{clock.local(at):%H:%M}" if at else ""


async def cancel(dialog: Dialog, token: Token) -> None:
    """Ask for the reason, one of the usual or another that is typed, and cancel."""
    choices = [Choice(str(i), reason, reason) for i, reason in enumerate(REASONS, start=1)]
    asked = about_presence.ask_cancel(token, _since(token))
    reason = await dialog.ask(asked, *choices, Choice("5", "other", "other"))
    seated = token.status == "ACTIVE"

    async def cancel_for(values: tuple[str, ...]) -> None:
        [typed] = values
        if not typed.strip():
            raise BadRequest(problem="Type the reason, or leave with Esc: nothing was cancelled.")
        done = await dialog.runner(visits.cancel, Cancel(token.id, typed), dialog.actor)
        dialog.say(about_tokens.freed(done, seated))

    if reason == "other":
        dialog.enter(f"Cancel {about_tokens.who(token)}", [("Reason", "")], cancel_for)
    elif reason:
        await dialog.do(
            lambda done: about_tokens.freed(done, seated), visits.cancel, Cancel(token.id, reason), dialog.actor
        )


async def no_show(dialog: Dialog, token: Token) -> None:
    """Ask, and mark that the patient did not come."""
    if await dialog.confirm(about_presence.ask_no_show(token, _since(token))):
        seated = token.status == "ACTIVE"
        await dialog.do(lambda done: about_tokens.freed(done, seated), visits.no_show, NoShow(token.id), dialog.actor)


async def complete(dialog: Dialog, token: Token) -> None:
    """The patient was seen; of one who is not in the room it asks first."""
    if token.called or await dialog.confirm(about_presence.ask_done(token, _since(token))):
        await dialog.do(about_tokens.completed, visits.complete, Complete(token.id), dialog.actor)


async def here_or_not(dialog: Dialog, token: Token) -> None:
    """The patient is here; of one who is here already, asks whether that was wrong."""
    if not token.arrived:
        await dialog.do(about_tokens.arrived, visits.arrive, Arrive(token.id), dialog.actor)
    elif await dialog.confirm(about_presence.ask_if_not_here(token, _since(token))):
        await dialog.do(about_tokens.not_here, visits.arrive, Arrive(token.id, arrived=False), dialog.actor)


async def step_out(dialog: Dialog, token: Token) -> None:
    """The patient is out."""
    await agreement.do(
        dialog,
        lambda lost: about_seats.ask_to_step_out(token, lost),
        about_tokens.stepped_out,
        visits.step_out,
        StepOut(token.id),
        dialog.actor,
    )


async def call(dialog: Dialog, token: Token) -> None:
    """Call a patient in; asks first about one who is not checked in."""
    if token.called or token.arrived or await dialog.confirm(about_tokens.ask_to_call(token)):
        await dialog.do_and_follow(about_tokens.called, lambda done: done, visits.call_one, token.id, dialog.actor)


async def change_source(dialog: Dialog, token: Token) -> None:
    """Ask for the right source, and set it."""
    choices = [Choice(str(place), name, name) for name, place in PRIORITY.items()]
    source = await dialog.ask(f"Change the source of {about_tokens.who(token)} (now {token.source}) to:", *choices)
    if source == token.source:
        dialog.say(f"{about_tokens.who(token)} is {source} already. Nothing changed.")
    elif source:
        await agreement.do(
            dialog,
            lambda lost: about_seats.ask_for_source(token, source, lost),
            about_tokens.resourced,
            visits.set_source,
            SetSource(token.id, source),
            dialog.actor,
        )


async def move(dialog: Dialog, token: Token, slot: int) -> None:
    """Move a token to a slot."""
    await agreement.do(
        dialog,
        lambda lost: about_seats.ask_to_move(token, lost),
        about_tokens.moved,
        moving.move,
        Move(token.id, slot),
        dialog.actor,
    )


def correct_patient(dialog: Dialog, token: Token) -> None:
    """Enter the right name of the token's patient."""

    async def correct(values: tuple[str, ...]) -> None:
        [name] = values
        await dialog.runner(records.correct_name, token.patient, name, dialog.actor)
        dialog.say(f"№{token.number} is {about_tokens.short(name)} now.")

    dialog.enter("Correct the name", [("Patient", token.patient_name)], correct)
