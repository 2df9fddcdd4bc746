"""Choices that live in the address, so that a link shows a colleague the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.ui.state import Key


def restore(key: Key, allowed: Collection[str] | None = None, *, default: str | None = None) -> list[str]:
    """Take what the address asks for, unless the session has said something else since.

    Call it before the widget of the same key.

    Parameters
    ----------
    key
        Of the widget.
    allowed
        Values that exist; None allows all.
    default
        Value of a widget with one choice; without it the widget has a list of them, at first empty.

    Returns
    -------
    list of str
        What was asked for and does not exist.
    """
    asked = st.query_params.get_all(name(key))
    state = st.session_state
    # A link followed within the session says something new; what this page wrote itself does not.
    fresh = asked != state.get(f"{key}:address", [])
    good = [value for value in dict.fromkeys(asked) if allowed is None or value in allowed]
    if key not in state or (asked and fresh):
        state[key] = good if default is None else (good or [default])[0]
    state[f"{key}:address"] = asked
    return [value for value in asked if value not in good]


def keep(key: Key, *, default: str | None = None) -> None:
    """Write the choice of a widget into the address; the default leaves it short."""
    value = st.session_state.get(key)
    chosen = list(value or []) if default is None else [value] if value not in {None, default} else []
    st.session_state[f"{key}:address"] = chosen
    if st.query_params.get_all(name(key)) == chosen:
        return
    if chosen:
        st.query_params[name(key)] = chosen
    else:
        del st.query_params[name(key)]


def name(key: Key) -> str:
    """How a choice is called in the address: ``province_city`` is ``city``."""
    return key.value.partition("_")[2]
