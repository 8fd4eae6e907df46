#!/bin/bash
# redis-cli, logged in with the present password: `cli.sh INFO memory`.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
exec redis-cli "$@"
