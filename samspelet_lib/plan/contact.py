"""Where a reader turns who cannot use a page: what the förbund has decided, or that it has not."""

from pathlib import Path

from samspelet_lib.errors import Fault
from samspelet_lib.figure import Model
from samspelet_lib.plan.toml import read_toml

FORBUND = "forbund.toml"


class Contact(Model):
    """Where deficiencies of the pages are reported; empty texts are shown as missing.

    Attributes:
        email: address that is answered.
        phone: number that is answered.
        decided_by: who decided it.
    """

    email: str = ""
    phone: str = ""
    decided_by: str


def load_contact(params: Path) -> Contact | None:
    """The contact in params; None where there is none. The file itself is checked with the plan."""
    data = read_toml(params / FORBUND, FORBUND)
    found = None if isinstance(data, Fault) else data.get("contact")
    return Contact.model_validate(found) if found else None
