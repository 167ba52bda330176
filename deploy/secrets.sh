#!/bin/sh
# Makes the secrets of docker-compose.yml in secrets/ (or the folder that is named); what is there is kept.
# A container's user must be able to read its files, so they are open and the folder is shut.
set -eu
umask 022
folder=${1:-$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)/secrets}
mkdir -p "$folder"
chmod 0700 "$folder"

random() { # bytes: as hexadecimal digits, which an address can hold as they are
  head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

key() { # 32 bytes as base64
  head -c 32 /dev/urandom | base64 | tr -d '\n'
}

keep() { # name, value: whole or not at all
  [ -e "$folder/$1" ] && return
  printf '%s\n' "$2" >"$folder/.new"
  chmod 0444 "$folder/.new"
  mv "$folder/.new" "$folder/$1"
  echo "made $folder/$1"
}

keep secret_key "$(random 48)"
keep field_keys "k1:$(key)"
keep index_keys "i1:$(key)"
keep postgres_password "$(random 24)"
keep database_url "postgres://osk_app:$(random 24)@db/osuuskunta"
keep database_owner_url "postgres://osk_owner:$(random 24)@db/osuuskunta"
keep database_backup_url "postgres://osk_backup:$(random 24)@db/osuuskunta"
keep email_url ""     # empty: mails are files, and the page People and rights shows the link
keep metrics_token "" # empty: there is no /metrics
