"""Where computations run: threads, admission, cancelling, deadlines and progress."""

from matcher.engine.engine import Engine
from matcher.engine.jobs import Job, Lane, Progress, Watch

__all__ = ["Engine", "Job", "Lane", "Progress", "Watch"]
