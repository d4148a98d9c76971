"""Integer programs: linear programs that grow, exact bounds from their prices, and the search that proves a plan."""
