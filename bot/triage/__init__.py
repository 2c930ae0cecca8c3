"""What happens before any evidence is looked at: emergencies, decisions, attacks, other languages, personal data."""
