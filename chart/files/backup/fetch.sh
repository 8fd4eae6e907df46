#!/bin/sh
# Before restore.sh, in restic's image: brings the wanted backup back onto the volume when it isn't there; without a name, lists the copies.
# RESTORE: as for restore.sh.
set -eu
# shellcheck source=chart/files/backup/volume.sh
. "$(dirname "$0")/volume.sh"

wanted=''
for word in ${RESTORE:-}; do
  [ "$word" = --force ] || wanted=$word
done
if [ -z "$wanted" ]; then
  echo 'Copies in the repository; NAME is the first of the tags:'
  exec restic snapshots --compact
fi
if [ -e "$backups/$wanted/about" ] || { [ "$wanted" = latest ] && [ -n "$(newest)" ]; }; then exit 0; fi
lock
part=$backups/.part-fetch
set -- --target "$part"
if [ "$wanted" != latest ]; then set -- --tag "$wanted" "$@"; fi
restic restore latest "$@"
# restic puts it where it was, below the target.
about=$(find "$part" -name about | tail -n 1)
[ -n "$about" ] || fail "the repository has no copy of $wanted"
name=$(basename "$(dirname "$about")")
mv "$(dirname "$about")" "$backups/$name"
rm -rf "$part"
say "brought $name back from $RESTIC_REPOSITORY"
