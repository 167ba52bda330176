#!/bin/bash
# The first start of the database container: the three roles and the database, with the names and passwords of the house's addresses.
# Run once by the image, on an empty volume. The SQL is that of docs/operating.md, without CREATEDB, which only tests need.
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}

refuse() {
  echo "roles.sh: $1" >&2
  exit 1
}

# A part of an address: user, password or database. Never printed.
part() { # file, which part
  local address pattern='^postgres(ql)?://([A-Za-z0-9_]+):([^@:/%]+)@[^@/]+/([A-Za-z0-9_]+)([?].*)?$'
  address=$(tr -d '[:space:]' <"$secrets/$1") || refuse "$1 cannot be read."
  [[ $address =~ $pattern ]] ||
    refuse "$1 is no address like postgres://user:password@db/database, or its password holds one of @ : / %."
  printf %s "${BASH_REMATCH[$2]}"
}

# Assigned one by one: a fault in `export NAME=$(…)` would go unnoticed.
APP=$(part database_url 2)
OWNER=$(part database_owner_url 2)
BACKUP=$(part database_backup_url 2)
APP_PASSWORD=$(part database_url 3)
OWNER_PASSWORD=$(part database_owner_url 3)
BACKUP_PASSWORD=$(part database_backup_url 3)
DATABASE=$(part database_url 4)
[ "$(part database_owner_url 4)/$(part database_backup_url 4)" = "$DATABASE/$DATABASE" ] ||
  refuse "The three addresses name different databases."
export APP OWNER BACKUP APP_PASSWORD OWNER_PASSWORD BACKUP_PASSWORD DATABASE

# By the environment and not as arguments, which other processes could read.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\getenv app APP
\getenv owner OWNER
\getenv backup BACKUP
\getenv app_password APP_PASSWORD
\getenv owner_password OWNER_PASSWORD
\getenv backup_password BACKUP_PASSWORD
\getenv database DATABASE
SET log_min_error_statement = panic; -- a statement that fails is not logged: it holds a password
SET log_statement = none;
CREATE ROLE :"app"    LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE :"owner"  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS   PASSWORD :'owner_password';
CREATE ROLE :"backup" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'backup_password';

CREATE DATABASE :"database" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"app", :"backup";
SQL
