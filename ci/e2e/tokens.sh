# shellcheck shell=bash disable=SC2154
# Tokens for the API, by the commands of docs/operations.md: asked for, tested by `helm test`, rotated, and taken away again.

tokens_steps() {
  step 'the API asks for tokens, as documented' tokens_are_asked_for
  step '... helm test: replication and monitoring' helm_test helm
  step '... new tokens by deploy-all.sh; the old ones are taken until it is finished' tokens_are_rotated
  step '... and none is asked for again' tokens_are_no_longer_asked_for
}

# --- internal ---

tokens_are_asked_for() {
  documented docs/operations.md '## Who may read and write' | sed '/^kubectl .*port-forward/,$d' >"$work/tokens"
  grep '^helm upgrade' "$work/tokens" >/dev/null && bash -e "$work/tokens" && web_app_is_replaced || return 1
  responds '401 ' PUT /items/e2e-token '{"value":1}' && responds '401 ' GET /items/e2e-token &&
    TOKEN=$(token_of read) responds '403 ' PUT /items/e2e-token '{"value":1}' &&
    TOKEN=$(token_of write) responds '201 ' PUT /items/e2e-token '{"value":1}' &&
    TOKEN=$(token_of read) eventually 30 responds '200 replica' GET /items/e2e-token
}

tokens_are_rotated() {
  local old new
  old=$(token_of write)
  ./deploy-all.sh rotate api --target kubernetes || return 1
  new=$(token_of write)
  [ "$new" != "$old" ] || { say 'the first token is still the old one'; return 1; }
  TOKEN=$old responds '20' PUT /items/e2e-token '{"value":2}' && TOKEN=$new responds '20' PUT /items/e2e-token '{"value":3}' || return 1
  ./deploy-all.sh rotate api --finish --target kubernetes || return 1
  TOKEN=$old responds '401 ' GET /items/e2e-token && TOKEN=$new responds '200 ' GET /items/e2e-token
}

tokens_are_no_longer_asked_for() {
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" --reset-then-reuse-values --set webapp.auth.existingSecret= --wait --timeout 5m &&
    web_app_is_replaced && responds '200 ' GET /items/e2e-token
}

token_of() { # scope: the first one
  kubectl -n "$workload" get secret tme1crv-api-tokens -o jsonpath='{.data.tokens}' | base64 -d | sed -n "s/^$1 //p" | head -n 1
}

web_app_is_replaced() { kubectl -n "$workload" rollout status "deployment/$release-webapp" --timeout=180s; }
