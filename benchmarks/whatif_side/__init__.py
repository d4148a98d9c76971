"""The parts of ``./run bench whatif``."""
