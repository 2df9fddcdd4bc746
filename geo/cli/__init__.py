"""The command ``sizhi``."""
