"""From verdicts to the one `Answer` that every surface shows, and how a question ends that is not answered."""
