#!/usr/bin/env bash
# Helm runs a post-renderer by its path alone.
exec "$(dirname "${BASH_SOURCE[0]}")/../../node_modules/.bin/ts-node" "$(dirname "${BASH_SOURCE[0]}")/empty-scripts.ts"
