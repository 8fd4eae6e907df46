# shellcheck shell=bash disable=SC2154
# The commands of docs/backup.md, run as they stand there: a backup is taken and put back.

backup_is_taken() {
  responds '20' PUT /items/e2e-backup '{"value":"backed up"}' || return 1
  request DELETE /items/e2e-later || return 1
  documented docs/backup.md '## Take one now' 2 >"$work/take"
  [ -s "$work/take" ] || return 1
  bash -e "$work/take" >"$work/taken" || return 1
  sed 's/^/show: /' "$work/taken"
  grep -oE '[0-9]{8}T[0-9]{6}Z' "$work/taken" | tail -n 1 >"$work/backup"
  [ -s "$work/backup" ]
}

# What was written after the backup is gone, what it holds is back, and reads come from replicas again.
backup_is_restored() {
  responds '20' PUT /items/e2e-backup '{"value":"changed"}' && responds '20' PUT /items/e2e-later '{"value":1}' || return 1
  documented docs/backup.md '## Restore' 2 | sed "s/RESTORE=\"latest\"/RESTORE=\"--force $(cat "$work/backup")\"/" >"$work/restore"
  grep -e --force "$work/restore" >/dev/null && bash -e "$work/restore" || return 1
  kubectl -n "$workload" logs job/restore-now | sed 's/^/show: /'
  eventually 60 responds '404 replica' GET /items/e2e-later || return 1
  request GET /items/e2e-backup | grep -F '"value":"backed up"'
}

restore_is_refused() { # while Redis holds keys
  local says
  if says=$(./deploy-all.sh restore latest --target kubernetes 2>&1); then say "$says"; return 1; fi
  grep -F 'nothing is changed: Redis holds' <<<"$says"
}

backup_is_deployed() {
  ./deploy-all.sh backup --target kubernetes && ./deploy-all.sh restore --target kubernetes | grep -F "$(cat "$work/backup")"
}
