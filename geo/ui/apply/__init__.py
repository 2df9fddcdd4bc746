"""The application page, one module a step; `desk` holds what the person is working on."""
