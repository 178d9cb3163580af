"""The machine of the way back, in one place: how it is read from a file, and how it goes from one day to the next.

The proof explores these functions and the record follows them, so that the two never hold two opinions.
"""

from reconvene.process.compiling import compile_ladder as compile_ladder
from reconvene.process.stages import ExtensionRule as ExtensionRule
from reconvene.process.stages import Hand as Hand
from reconvene.process.stages import Ladder as Ladder
from reconvene.process.stages import LadderAct as LadderAct
from reconvene.process.stages import LadderStage as LadderStage
from reconvene.process.stages import OpenFact as OpenFact
from reconvene.process.standing import Begun as Begun
from reconvene.process.standing import Deed as Deed
from reconvene.process.standing import Extended as Extended
from reconvene.process.standing import Held as Held
from reconvene.process.standing import Objected as Objected
from reconvene.process.standing import Performed as Performed
from reconvene.process.standing import Refusal as Refusal
from reconvene.process.standing import Standing as Standing
from reconvene.process.standing import Triggered as Triggered
from reconvene.process.standing import Turnover as Turnover
from reconvene.process.standing import act as act
from reconvene.process.standing import default as default
from reconvene.process.standing import is_done as is_done
from reconvene.process.standing import is_void as is_void
from reconvene.process.standing import settle as settle
from reconvene.process.standing import start as start
