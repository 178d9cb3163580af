"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reconvene.checks.run import FORMAT_VERSION, Report
from reconvene.reports.shelf import Setting, written_as


@written_as("json")
def findings_json(reports: Sequence[Report], setting: Setting) -> str:
    """Findings as data: `{"version": 1, "runs": [...]}`, one run for each file.

    Lines and columns count from 1, in code points, the end exclusive. `process` is null if the file cannot be read.
    Every finding is there, suppressed ones too (`suppressed` says by whom and why), whatever `--all` says.
    """
    runs = [report.as_data() for report in reports]
    return json.dumps({"version": FORMAT_VERSION, "runs": runs}, ensure_ascii=False, indent=2) + "\n"
