"""The machine formats, imported so that the shelf holds them."""

from reconvene.reports import findings_json as findings_json
from reconvene.reports import github as github
from reconvene.reports import sarif as sarif
