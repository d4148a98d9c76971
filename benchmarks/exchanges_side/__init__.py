"""The table of exchanges: twins, cycles and study visits beside other solvers. One module per family."""
