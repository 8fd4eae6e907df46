#!/bin/bash
# Before a node's Sentinel is stopped: it stays while this node's Redis leads, so that it takes part in the hand-over (stop-node.sh).
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
for _ in {1..40}; do
  use_password
  role=$(timeout 2 redis-cli -h "$self" -p "$(fact node-port)" ROLE 2>/dev/null | head -n 1)
  [[ $role == master ]] || exit 0
  sleep 0.5
done
