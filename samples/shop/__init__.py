"""A small web shop, instrumented with PyPSS."""
