"""A schedule written down: as text, data, a page, a certificate, a calendar file, a picture."""

from __future__ import annotations

import json
from dataclasses import asdict

from reconvene.reports.calendar_file import render_calendar
from reconvene.reports.certificate import certificate_text, render_certificate
from reconvene.reports.schedule_page import render_schedule
from reconvene.reports.schedule_table import steps_text
from reconvene.reports.schedule_view import ScheduleView
from reconvene.reports.timeline import render_timeline
from reconvene.reports.timeline_spec import timeline_spec
from reconvene.text.render import Paper

FORMAT_VERSION = 1


def as_text(shown: ScheduleView) -> str:
    """The certificate and the table, 80 columns wide."""
    paper = Paper()
    return f"{certificate_text(shown, paper).plain}\n{steps_text(shown, paper).plain}"


def as_json(shown: ScheduleView) -> str:
    """The schedule as data: `{"version": 1, ...}` with the fields of `ScheduleView`; days are ISO dates."""
    told = {"version": FORMAT_VERSION, **asdict(shown)}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def as_page(shown: ScheduleView) -> str:
    """One HTML page with all of it."""
    return render_schedule(shown)


def as_certificate(shown: ScheduleView) -> str:
    """The deadline certificate as an HTML page that prints on one sheet."""
    return render_certificate(shown)


def as_calendar(shown: ScheduleView) -> bytes:
    """What is due and who meets, for calendar programs (iCalendar)."""
    return render_calendar(shown)


def as_timeline(shown: ScheduleView) -> str:
    """The timeline as SVG."""
    return render_timeline(shown)


def as_chart(shown: ScheduleView) -> str:
    """The timeline as a Vega-Lite specification."""
    return json.dumps(timeline_spec(shown), ensure_ascii=False, indent=2) + "\n"
