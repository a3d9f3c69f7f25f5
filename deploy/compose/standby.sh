#!/bin/sh
# Copies the primary the first time, and then follows it.
set -eu

# The image leaves its folder open to all until its own start, and PostgreSQL takes no such folder.
chmod 0700 "$PGDATA"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    until pg_basebackup --host "${PRIMARY_HOST:-primary}" --port "${PRIMARY_PORT:-5432}" --username replicator \
        --pgdata "$PGDATA" --wal-method stream --slot standby --write-recovery-conf --checkpoint fast; do
        echo "the primary cannot be copied yet; trying again"
        # What was copied by half is in the way of the next try.
        find "$PGDATA" -mindepth 1 -delete
        sleep 2
    done
fi

# The name is the one that the primary waits for.
exec postgres -D "$PGDATA" -c cluster_name=standby "$@"
