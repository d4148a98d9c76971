"""The exact core of all flow families: from any prices to a best flow and the prices that prove it.

``arrays``: the network as arrays. ``workspace``: those of one problem. ``claims``: what rows choose at given prices.
``paths``, ``together``, ``arcs``: shortest paths that restore the balance. ``limits``: the price of one more pair.
``mending``: the order of the work. ``changing``: from a problem to an edited one. ``columns``, ``answers``,
``results``: edges by column, prices, pairs, and what is handed back.
"""
