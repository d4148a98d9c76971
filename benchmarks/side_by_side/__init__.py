"""The solver beside other solvers, on the same arrays, in one run: ``./run bench solving``."""
