"""The web process: `sizhi app`, or `streamlit run app.py`."""

import streamlit as st

from geo.ui.server import SCRIPT, middleware, routes

app = st.App(SCRIPT, routes=routes(), middleware=middleware())
