# A throw-away PostgreSQL on a socket in a temporary directory: sh postgres.sh DIRECTORY_OF_INITDB
# Says the directory once the server answers, and ends both when its input closes. Used by postgres.rs and by
# browser/postgres.mjs. Must not run as root: PostgreSQL doesn't.
set -e
cd /
dir=$(mktemp -d "${TMPDIR:-/tmp}/vestibule-postgres.XXXXXX" 2>/dev/null || mktemp -d /tmp/vestibule-postgres.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1/initdb" -D "$dir/data" -U vestibule -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || {
    cat "$dir/log" >&2
    exit 1
}
"$1/postgres" -D "$dir/data" -k "$dir" -p 5432 -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=300 -c shared_buffers=32MB >"$dir/log" 2>&1 &
server=$!
trap '' INT TERM
tries=0
until "$1/pg_isready" -q -h "$dir" -p 5432; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { cat "$dir/log" >&2; break; }
    sleep 0.1
done
echo "$dir"
cat >/dev/null || true
kill -QUIT $server || true
wait $server || true
