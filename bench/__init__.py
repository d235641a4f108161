from pathlib import Path

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
"""Gold that is not part of the project; measured where it lies beside it."""
