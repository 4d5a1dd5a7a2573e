#!/bin/sh
# Makes a database by POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB when there is none, and becomes the server. As with other
# images of this server, it is heard to be ready twice: before and after the database is made.
set -eu
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    secret=$(mktemp)
    printf '%s\n' "${POSTGRES_PASSWORD:?must be set}" >"$secret"
    initdb --no-sync --locale=C --encoding=UTF8 --username="$user" --auth=scram-sha-256 --pwfile="$secret" >/dev/null
    rm "$secret"
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    # Nobody but this script reaches it yet.
    pg_ctl --silent --wait --options="-c listen_addresses=''" start
    if [ "$database" != postgres ]; then
        PGPASSWORD=$POSTGRES_PASSWORD createdb --host=/var/run/postgresql --username="$user" "$database"
    fi
    pg_ctl --silent --wait stop
fi
exec "$@" -c listen_addresses='*'
