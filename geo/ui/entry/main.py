"""The script Streamlit runs for every visitor: language, pages, nothing else."""

from geo.ui.navigation import run

run()
