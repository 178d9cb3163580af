"""The shipped taxonomy of acts: which class of act is a case of which wider class.

A file may add classes under `acts:`. What an obligation, a vow or a stage does is matched on these classes with
subsumption: a vow against `exercise` forbids `large_exercise`. What does not match is not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SHIPPED: dict[str, tuple[str, ...]] = {
    # Arms and fissile material
    "weapons_test": (),
    "nuclear_test": ("weapons_test",),
    "missile_test": ("weapons_test",),
    "long_range_launch": ("missile_test",),
    "intermediate_range_launch": ("missile_test",),
    "short_range_launch": ("missile_test",),
    "space_launch": ("rocket_launch",),
    "rocket_launch": (),
    "weapons_production": (),
    "fissile_production": ("weapons_production",),
    "uranium_enrichment": ("fissile_production", "nuclear_activity"),
    "plutonium_reprocessing": ("fissile_production", "nuclear_activity"),
    "reactor_operation": ("nuclear_activity",),
    "nuclear_activity": (),
    "weapons_deployment": (),
    "weapons_transfer": (),
    "weapons_use": (),
    # Giving up
    "concession": (),
    "disarmament_step": ("concession",),
    "facility_freeze": ("disarmament_step",),
    "facility_disablement": ("disarmament_step",),
    "facility_dismantlement": ("disarmament_step",),
    "weapons_removal": ("disarmament_step",),
    "unilateral_disarmament": ("disarmament_step",),
    "declaration_of_holdings": ("disarmament_step", "disclosure"),
    "test_moratorium": ("disarmament_step",),
    "inspection_access": ("disclosure",),
    "disclosure": (),
    # Pressure and relief
    "pressure": (),
    "sanctions_imposition": ("pressure",),
    "sanctions_reimposition": ("sanctions_imposition",),
    "sanctions_enforcement": ("pressure",),
    "sanctions_relief": ("concession",),
    "sanctions_suspension": ("sanctions_relief",),
    "sanctions_waiver": ("sanctions_relief",),
    "sanctions_termination": ("sanctions_relief",),
    "sanctions_exemption": ("sanctions_relief",),
    "aid_delivery": ("concession",),
    "payment": ("concession",),
    "release_of_funds": ("concession",),
    # Force posture
    "military_activity": (),
    "alliance_posture": (),
    "exercise": ("military_activity", "alliance_posture"),
    "large_exercise": ("exercise",),
    "joint_exercise": ("exercise",),
    "strategic_asset_deployment": ("military_activity", "alliance_posture"),
    "force_withdrawal": ("concession", "military_activity", "alliance_posture"),
    "provocation": (),
    "armed_attack": ("military_activity",),
    "ceasefire": ("concession",),
    # Recognition
    "recognition": ("concession",),
    "end_of_war_declaration": ("recognition",),
    "diplomatic_relations": ("recognition",),
    "liaison_office_opening": ("recognition",),
    "security_assurance": ("concession",),
    "humanitarian_act": (),
    "return_of_remains": ("humanitarian_act",),
    "return_of_abductees": ("humanitarian_act",),
    # Talking
    "contact": (),
    "public_contact": ("contact",),
    "private_contact": ("contact",),
    "request_to_return": ("contact",),
    "public_request_to_return": ("request_to_return", "public_contact"),
    "private_request_to_return": ("request_to_return", "private_contact"),
    "attendance": ("contact",),
    "convened_attendance": ("attendance",),
    "negotiation": ("contact",),
    "technical_talks": ("contact",),
    "consultation": ("contact",),
    "summit": ("negotiation",),
    "change_of_position": ("concession",),
    "invitation": ("contact",),
    "third_party_invitation": ("invitation",),
    "notice": ("contact",),
    "private_notice": ("notice", "private_contact"),
    "statement": (),
    "public_statement": ("statement",),
    "simultaneous_statement": ("public_statement",),
    "apology": ("public_statement",),
    "acceptance_of_blame": ("public_statement",),
    "deposit": (),
    "withdrawal": (),
    "treaty_withdrawal": ("withdrawal",),
    "walk_out": ("withdrawal",),
    "minuting": (),
    "objection": (),
}
"""Class to wider classes. A design choice of ours: names as arms-control and mediation texts use them."""

TALK = ("contact", "statement")
"""The widest classes of acts that are words; a duty that moves a thing, money or a measure is a deed, none of these."""

LIFTING_ACTS = {
    "suspend": "sanctions_suspension",
    "waive": "sanctions_waiver",
    "cease_applying": "sanctions_suspension",
    "terminate": "sanctions_termination",
    "exempt": "sanctions_exemption",
}
"""The class of act that each way of lifting a measure is."""


def wider(act: str, taxonomy: Mapping[str, Iterable[str]]) -> set[str]:
    """The class itself and every class that it is a case of; a circle in the taxonomy is walked once."""
    found: set[str] = set()
    waiting = [act]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(taxonomy.get(name, ()))
    return found


def is_case_of(act: str, forbidden: str, taxonomy: Mapping[str, Iterable[str]]) -> bool:
    """Whether an act of the first class is always an act of the second."""
    return forbidden in wider(act, taxonomy)
