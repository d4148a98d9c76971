"""Independent, exact checks of solver results. Never imports a solver."""

from matcher.certify.assignment import check

__all__ = ["check"]
