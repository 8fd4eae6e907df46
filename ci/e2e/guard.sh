# shellcheck shell=bash disable=SC2154
# A rollback that would change where the data lives is refused, and the release can be used again afterwards.
# Part of lasting_steps, whose release and settings these functions use.

guard_steps() {
  step 'an upgrade that gives Redis another full name moves the data' small_upgrade helm redis.fullnameOverride=moved
  step 'helm rollback across it is refused, and says what differs' rollback_is_refused helm
  step '... nothing was changed, and the release is pending' nothing_was_rolled_back
  step '... the command in the message frees it' freed_by_the_message helm
  step 'Helm 4: helm rollback across it is refused, and says what differs' rollback_is_refused helm4
  step '... the command in the message frees it' freed_by_the_message helm4
  step '... the other command in it goes back to the old data all the same' goes_back_on_purpose helm4
}

# --- internal ---

# The last revision from before the move
revision_before_the_move() {
  helm history "$release" -n "$namespace" -o json |
    json 'd.map((r) => r.revision).sort((a, b) => a - b).slice(0, -1)' >"$work/revisions" || return 1
  local revision
  for revision in $(tac "$work/revisions"); do
    # Not grep -q: it ends at the first match, Helm then fails on the closed pipe, and that would look like no match.
    helm get manifest "$release" -n "$namespace" --revision "$revision" | grep 'name: moved-master$' >/dev/null || { echo "$revision"; return; }
  done
  echo "no revision from before the move is left: $(tr '\n' ' ' <"$work/revisions")" >&2
  return 1
}

rollback_is_refused() { # helm
  local revision place
  revision=$(revision_before_the_move) || return 1
  ! "$1" rollback "$release" "$revision" -n "$namespace" --timeout 3m >"$work/rollback" 2>&1 || return 1
  sed 's/^/show: /' "$work/rollback"
  # Helm prints the log, and Helm 4 on one line: the commands are taken from the log itself.
  kubectl -n "$namespace" logs "job/$release-rollback-guard" >"$work/refused" || return 1
  for place in "$work/rollback" "$work/refused"; do
    grep -q "now: *the claim redis-data-moved-master-0 in namespace $workload" "$place" &&
      grep -q "after the rollback: *the claim redis-data-$release-redis-master-0 in namespace $workload" "$place" || return 1
  done
}

nothing_was_rolled_back() {
  kubectl -n "$workload" get statefulset moved-master || return 1
  ! kubectl -n "$workload" get statefulset "$release-redis-master" 2>/dev/null || return 1
  [ "$(release_status)" = pending-rollback ]
}

release_status() { helm status "$release" -n "$namespace" -o json | json d.info.status; }

freed_by_the_message() { # helm
  local command
  command=$(grep -E '^ +helm rollback ' "$work/refused" | grep -v -e --no-hooks | sed 's/^ *helm //')
  # Helm compares with the revision that was refused. What that doesn't have it patches from the live object, and some kinds refuse
  # that unless it applies on the server (a release that Helm 4 installed).
  # shellcheck disable=SC2086 # words
  "$1" $command --wait --timeout 5m || { echo 'show: it took the command twice' && "$1" $command --wait --timeout 5m; } || return 1
  [ "$(release_status)" = deployed ] && small_upgrade "$1" redis.fullnameOverride=moved
}

goes_back_on_purpose() { # helm
  local command
  command=$(grep -E '^ +helm rollback .*--no-hooks' "$work/refused" | sed 's/^ *helm //')
  # shellcheck disable=SC2086 # words
  "$1" $command --wait --timeout 5m || return 1
  [ "$(release_status)" = deployed ] || return 1
  kubectl -n "$workload" delete pvc redis-data-moved-master-0 redis-data-moved-replicas-0 --timeout=60s || return 1
  eventually 60 responds '200 ' GET /items/e2e
}
