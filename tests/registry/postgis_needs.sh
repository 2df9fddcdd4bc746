#!/bin/sh
# The register's tests run on PostGIS as well. On Debian as root it is installed here; the tests start a
# server of their own (tests/registry/postgis.py). Where it cannot be had, this says so loudly and the tests
# run on SQLite alone: that is no reason to test nothing.
set -u
there() {
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 ||
        { command -v pg_config >/dev/null 2>&1 && [ -f "$(pg_config --sharedir)/extension/postgis.control" ]; }
}
there && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing PostgreSQL and PostGIS for the register's tests … 正在安装 PostGIS"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        postgresql postgresql-postgis >/dev/null
    there && exit 0
fi
echo "****************************************************************************************************"
echo "*** The register is NOT TESTED ON POSTGIS here. 登记库未在 PostGIS 上测试。"
echo "*** Install it and run again, for example: sudo apt-get install postgresql postgresql-postgis"
echo "****************************************************************************************************"
