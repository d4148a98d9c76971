"""Exchange cycles: all cycles listed, a linear program over those that pay at its prices, and a search over it."""
