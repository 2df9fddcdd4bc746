"""The register: zones, applications, who decided what, and nothing ever lost.

``open_register`` opens it; `submissions`, `decisions`, `reading`, `zones` and `compare` speak to it, each
call with the person who asks.
"""

from geo.registry.access import LOCAL, PUBLIC, Person
from geo.registry.records import Query, Seen
from geo.registry.stages import Action, Role, Stage
from geo.registry.store import Register, open_register
from geo.registry.verify import verify

__all__ = [
    "LOCAL",
    "PUBLIC",
    "Action",
    "Person",
    "Query",
    "Register",
    "Role",
    "Seen",
    "Stage",
    "open_register",
    "verify",
]
