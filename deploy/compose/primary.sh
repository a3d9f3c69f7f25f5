#!/bin/sh
# Run once, by the image of PostgreSQL, when it has made the primary's database and before it serves.
set -eu

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE replicator WITH REPLICATION LOGIN PASSWORD :'password';
SELECT pg_create_physical_replication_slot('standby');
-- Counts from the next start on, when the standby can reach it.
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)';
-- A standby that is away for long must not fill the primary's disk.
ALTER SYSTEM SET max_slot_wal_keep_size = '8GB';
SQL

echo 'host replication replicator all scram-sha-256' >> "$PGDATA/pg_hba.conf"
