"""How the register's tables came to be: one script a version, run by `geo.registry.migrate`."""
