#!/bin/sh
# Before restore.sh, in restic's image: brings the wanted backup back onto the volume when it isn't there; without a name, lists the copies.
# RESTORE: as for restore.sh.
set -eu
folder=${BACKUP_FOLDER:-/backups}

wanted=''
for word in ${RESTORE:-}; do
  [ "$word" = --force ] || wanted=$word
done
if [ -z "$wanted" ]; then
  echo 'Copies in the repository; NAME is the first of the tags:'
  exec restic snapshots --compact
fi
newest=$(find "$folder" -maxdepth 2 -path '*/[0-9]*/about' | sort | tail -n 1)
if [ -e "$folder/$wanted/about" ] || { [ "$wanted" = latest ] && [ -n "$newest" ]; }; then exit 0; fi
exec 9>"$folder/.lock"
flock -n 9 || { echo 'tme1crv: another backup or restore runs; nothing is done' >&2; exit 1; }
part=$folder/.part-fetch
rm -rf "$part"
set -- --target "$part"
if [ "$wanted" != latest ]; then set -- --tag "$wanted" "$@"; fi
restic restore latest "$@"
# restic puts it where it was, below the target.
about=$(find "$part" -name about | tail -n 1)
[ -n "$about" ] || { echo "tme1crv: the repository has no copy of $wanted" >&2; exit 1; }
name=$(basename "$(dirname "$about")")
mv "$(dirname "$about")" "$folder/$name"
rm -rf "$part"
echo "tme1crv: brought $name back from $RESTIC_REPOSITORY"
