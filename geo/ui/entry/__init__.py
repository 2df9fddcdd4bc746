"""The script's own folder: beside a folder ``pages`` Streamlit would take its files for pages."""
