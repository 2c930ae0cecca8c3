"""The web: server and page. Gradio and FastAPI stay in here."""
