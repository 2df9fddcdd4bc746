#!/bin/sh
# The register's tests run on PostGIS as well. On Debian as root it is installed here; a server is started by
# the tests themselves (tests/registry/postgis.py). Without it the tests say so and run on SQLite alone.
set -eu
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL and PostGIS for the register's tests …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql postgis \
        postgresql-postgis >/dev/null && exit 0
fi
echo "*** The register is NOT TESTED on PostGIS here: install postgresql and postgresql-postgis. ***"
