"""What the benchmarks measure with: baselines, planted worlds, intervals, references, tables and plots."""
