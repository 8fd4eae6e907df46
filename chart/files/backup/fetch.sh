#!/bin/sh
# Before restore.sh, in restic's image: brings the wanted backup back onto the volume when it isn't there; without a name, lists the copies.
# Several releases may share a repository. This release's own copies come first; another's only when all that fit are of one release.
#
# Environment: RESTORE, as for restore.sh; BACKUP_HOST, whose copies come first; RESTIC_REPOSITORY and what restic needs to reach and to read it.
set -eu
# shellcheck source=chart/files/backup/volume.sh
. "$(dirname "$0")/volume.sh"

# Of which releases there are copies, one a line.
hosts() { # options of restic that choose
  found=$(restic snapshots --json "$@") || fail "the repository $RESTIC_REPOSITORY can't be read"
  printf %s "$found" | grep -o '"hostname":"[^"]*"' | cut -d '"' -f 4 | sort -u
}

wanted=''
for word in ${RESTORE:-}; do
  [ "$word" = --force ] || wanted=$word
done
if [ -z "$wanted" ]; then
  echo 'Copies in the repository; NAME is the first of the tags, the host is RELEASE.NAMESPACE:'
  exec restic snapshots --compact
fi
if [ -e "$backups/$wanted/about" ] || { [ "$wanted" = latest ] && [ "$(kind "$(newest)")" = good ]; }; then exit 0; fi
lock
set --
if [ "$wanted" != latest ]; then set -- --tag "$wanted"; fi
all=$(hosts "$@")
host=$all
if printf '%s\n' "$all" | grep -xF "${BACKUP_HOST:-}" >/dev/null; then host=$BACKUP_HOST; fi
case $(printf '%s\n' "$host" | grep -c .) in
  0)
    # One that is no good backup is better than none.
    if [ "$wanted" = latest ] && [ -n "$(newest)" ]; then exit 0; fi
    fail "the repository has no copy of $wanted"
    ;;
  1) ;;
  *)
    restic snapshots --compact "$@"
    fail "the repository has no copy of $wanted of ${BACKUP_HOST:-this release}, and several of others: $(printf %s "$host" | tr '\n' ' '). Set BACKUP_HOST to the one that is meant"
    ;;
esac
part=$backups/.part-fetch
restic restore latest --host "$host" --target "$part" "$@"
# restic puts it where it was, below the target.
about=$(find "$part" -name about | tail -n 1)
[ -n "$about" ] || fail "the copy of $wanted in the repository holds no backup"
name=$(basename "$(dirname "$about")")
mv "$(dirname "$about")" "$backups/$name"
rm -rf "$part"
say "brought $name of $host back from $RESTIC_REPOSITORY"
