"""The bench that kills is also what these tests are made of: one driver, one count."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
