"""Parts that benchmarks share; no benchmark itself."""
