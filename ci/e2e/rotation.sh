# shellcheck shell=bash disable=SC2154
# The commands of docs/operations.md for another Redis password, run as they stand there.

rotation_costs_no_read() {
  local pod
  pod=$(kubectl -n "$workload" get pod -l app.kubernetes.io/component=replica -o name | head -n 1)
  responds '20' PUT /items/e2e-rotation '{"value":"there"}' || return 1
  documented docs/operations.md "## Rotate Redis' password" >"$work/rotation"
  [ -s "$work/rotation" ] || return 1
  password >"$work/old"
  bash -e "$work/rotation" || return 1
  [ "$(password)" != "$(cat "$work/old")" ] || { say 'the password is still the old one'; return 1; }
  # the old one is refused, the new one works, and so does the web app
  kubectl -n "$workload" exec "$pod" -c redis -- sh -c "REDISCLI_AUTH=$(base64 -d <"$work/old") redis-cli PING" 2>&1 | grep 'NOAUTH\|WRONGPASS' >/dev/null || return 1
  # The primary was the last to restart, and is Ready before every pod of the web app has found its new address.
  eventually 60 responds '200 replica' GET /items/e2e-rotation && eventually 60 responds '20' PUT /items/e2e-rotation '{"value":"new"}'
}

upgrade_keeps_password() {
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" -f ci/e2e/overrides.yaml --wait --timeout 5m && same_password &&
    responds '200 ' GET /items/e2e-rotation
}
