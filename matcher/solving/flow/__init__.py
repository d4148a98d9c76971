"""The exact core of all flow families: from any prices to a best flow and the prices that prove it.

``arrays``: the network as arrays. ``claims``: what rows choose at given prices, and what is out of balance then.
``arcs``: units moved along arcs. ``paths``, ``together``: shortest paths that restore the balance. ``workspace``: the
arrays of one problem. ``mending``: the order of the work.
"""
