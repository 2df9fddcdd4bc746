"""The web process: `sizhi app`, or `streamlit run app.py`."""

import streamlit as st

from geo.ui.server import SCRIPT, settings

app = st.App(SCRIPT, **settings())
