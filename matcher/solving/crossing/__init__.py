"""Quotas that cross and minima-or-none: a search over bounds of linear programs, proved leaf by leaf."""
