# shellcheck shell=bash disable=SC2154
# The commands of the tutorials that take a cluster, run as they stand there; what they print has to be what the page shows.

tutorial_steps() {
  step 'docs/tutorials/kind-in-five-minutes.md: every command for a cluster' tutorial docs/tutorials/kind-in-five-minutes.md
}

# --- internal ---

# Port 3000 may be taken on this machine. Afterwards the release has its own values again.
tutorial() { # page
  local code=0
  ts-node tools/docs/run.ts "$1" cluster 3000=23100 || code=$?
  rm -f /tmp/my-values.yaml
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" --wait --timeout 5m >/dev/null || code=1
  return "$code"
}
