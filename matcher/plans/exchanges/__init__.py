"""Plans of exchanges: twins, exchange cycles, study visits. Each kind states, searches, checks and describes its own.

``statement`` says what a kind must be able to do, ``making`` does the rest for all of them.
"""
