"""The corpus builder is a package of its own beside the test; it is found by this folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
