"""Every clause, imported so that the shelf is full."""

from reconvene.clauses import adopted_delegation as adopted_delegation
from reconvene.clauses import counted_cap as counted_cap
from reconvene.clauses import inverse_default as inverse_default
from reconvene.clauses import jcpoa_dispute as jcpoa_dispute
from reconvene.clauses import joint_commission as joint_commission
from reconvene.clauses import phased_relief as phased_relief
from reconvene.clauses import redated_adjournment as redated_adjournment
from reconvene.clauses import released_escrow as released_escrow
from reconvene.clauses import reviewed_parking as reviewed_parking
from reconvene.clauses import rupture_protocol as rupture_protocol
from reconvene.clauses import same_day_choreography as same_day_choreography
from reconvene.clauses import simultaneous_exchange as simultaneous_exchange
from reconvene.clauses import snapback as snapback
from reconvene.clauses import standard_return as standard_return
from reconvene.clauses import stopped_clock as stopped_clock
