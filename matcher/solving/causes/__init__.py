"""Why there is no plan, and the cheapest changes that make one."""
