"""Two sites that use Litotes: one embeds the widget, one calls the API. `python -m examples` runs both."""
