#!/bin/sh
# Copies the backups that have no copy yet into a restic repository, encrypted, and lets the oldest copies there go. Runs in restic's image,
# which has no bash. A copy counts once restic has written all of it; one that was cut off is made again.
#
# Environment: RESTIC_REPOSITORY and what restic needs to reach and to read it; BACKUP_HOST, whose copies these are; BACKUP_KEEP, how many stay.
set -eu
# shellcheck source=chart/files/backup/volume.sh
. "$(dirname "$0")/volume.sh"
# Copies are noted for each repository: another one has none yet.
mark=.copied-$(printf %s "$RESTIC_REPOSITORY" | sha256sum | cut -c 1-16)

lock
code=0
restic cat config >/dev/null || code=$?
case $code in
  0) ;;
  10)
    # There is none yet, or it was lost: no backup has a copy.
    rm -f "$backups"/*/"$mark"
    restic init
    ;;
  *) exit "$code" ;;
esac
# Only of programs that are gone.
restic unlock
for name in $(names); do
  if [ -e "$backups/$name/$mark" ]; then continue; fi
  # A Redis that holds nothing, or only a part, must not push out what it once held.
  case $(kind "$name") in empty | partial) continue ;; esac
  restic backup --host "$BACKUP_HOST" --tag "$name" --tag "keys-$(about "$name" keys)" --exclude '.copied-*' "$backups/$name"
  : >"$backups/$name/$mark"
  say "copied $name to $RESTIC_REPOSITORY"
done
code=0
restic forget --host "$BACKUP_HOST" --group-by host --keep-last "$BACKUP_KEEP" --prune || code=$?
# restic's code for a repository that is locked: by another program, or by one of ours that was killed within the last half hour.
if [ "$code" -eq 11 ]; then
  say 'the oldest copies stay until the next run: the repository is locked'
  code=0
fi
exit "$code"
