"""Twins: b-matchings in general graphs, by linear programs with odd sets."""
