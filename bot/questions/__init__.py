"""What is asked: a message, and the conversation before it, as a `Query`."""
