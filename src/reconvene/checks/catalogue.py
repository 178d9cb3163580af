"""The families of checks, imported in the order of the catalogue so that the shelf is in that order."""

from reconvene.checks import time as time  # isort: skip
from reconvene.checks import pace as pace  # isort: skip
from reconvene.checks import obligations as obligations  # isort: skip
from reconvene.checks import wording as wording  # isort: skip
from reconvene.checks import terms as terms  # isort: skip
from reconvene.checks import enablers as enablers  # isort: skip
from reconvene.checks import order as order  # isort: skip
from reconvene.checks import reliance as reliance  # isort: skip
from reconvene.checks import delivery as delivery  # isort: skip
from reconvene.checks import sequencing as sequencing  # isort: skip
from reconvene.checks import verification as verification  # isort: skip
from reconvene.checks import inspection as inspection  # isort: skip
from reconvene.checks import inventory as inventory  # isort: skip
from reconvene.checks import mandates as mandates  # isort: skip
from reconvene.checks import return_mechanism as return_mechanism  # isort: skip
from reconvene.checks import convening as convening  # isort: skip
from reconvene.checks import face as face  # isort: skip
from reconvene.checks import endurance as endurance  # isort: skip
from reconvene.checks import channels as channels  # isort: skip
from reconvene.checks import lull as lull  # isort: skip
from reconvene.checks import disputes as disputes  # isort: skip
from reconvene.checks import remedies as remedies  # isort: skip
from reconvene.checks import politics as politics  # isort: skip
from reconvene.checks import allies as allies  # isort: skip
from reconvene.checks import consultation as consultation  # isort: skip
from reconvene.checks import sources as sources  # isort: skip
