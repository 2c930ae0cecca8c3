"""Text → sentences, words, numbers and quantities: what every stage that reads shares."""
