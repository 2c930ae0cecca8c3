"""Speed and memory, as ratios side by side in one run. Nothing here is a test; the machine may be noisy."""
