# Sourced by the scripts beside it: finds a Python that is new enough and hands over. POSIX sh, nothing else is assumed.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$python" >/dev/null 2>&1 &&
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    exec "$python" "$root/osuuskunta/core/embedded/bootstrap.py" "$(basename -- "$0")" "$@"
  fi
done
echo "Osuuskunta needs Python 3.11 or newer (with venv and pip): install it and try again." >&2
exit 1
