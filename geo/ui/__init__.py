"""The web app: thin pages that read state, call `geo`, and render."""
