"""Benchmarks: match quality, speed, and agreement with other solvers. ``./run bench NAME``."""
