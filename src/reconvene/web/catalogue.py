"""The screens, imported in the order of the side bar so that the shelf is in that order."""

from reconvene.web.screens import overview as overview  # isort: skip
from reconvene.web.screens import draft as draft  # isort: skip
from reconvene.web.screens import items as items  # isort: skip
from reconvene.web.screens import obligations as obligations  # isort: skip
from reconvene.web.screens import articles as articles  # isort: skip
from reconvene.web.screens import parties as parties  # isort: skip
from reconvene.web.screens import findings as findings  # isort: skip
from reconvene.web.screens import history as history  # isort: skip
from reconvene.web.screens import adopt as adopt  # isort: skip
from reconvene.web.screens import dates as dates  # isort: skip
from reconvene.web.screens import agenda as agenda  # isort: skip
from reconvene.web.screens import waiting as waiting  # isort: skip
from reconvene.web.screens import standing as standing  # isort: skip
from reconvene.web.screens import recording as recording  # isort: skip
from reconvene.web.screens import record as record  # isort: skip
from reconvene.web.screens import conflicts as conflicts  # isort: skip
from reconvene.web.screens import integrity as integrity  # isort: skip
from reconvene.web.screens import bundles as bundles  # isort: skip
from reconvene.web.screens import stall as stall  # isort: skip
from reconvene.web.screens import ladder as ladder  # isort: skip
from reconvene.web.screens import return_ as return_  # isort: skip
from reconvene.web.screens import letters as letters  # isort: skip
from reconvene.web.screens import deposits as deposits  # isort: skip
from reconvene.web.screens import worth as worth  # isort: skip
from reconvene.web.screens import dealing as dealing  # isort: skip


def fill() -> None:
    """Every screen is on the shelf after this: importing them puts them there."""
