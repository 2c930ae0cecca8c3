"""Holds claims against what they cite: kept, repaired, or dropped whole."""
