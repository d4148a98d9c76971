"""Goals beyond the total: more pairs, a better floor, fairness, each a chain of exact steps."""
