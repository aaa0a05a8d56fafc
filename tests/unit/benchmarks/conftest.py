"""The parts of the benchmarks are imported as the benchmarks import them: from their own folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))
