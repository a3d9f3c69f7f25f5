-- What of a worker's last run failed, where the rest of it was done.

ALTER TABLE jobs ADD COLUMN trouble TEXT;
