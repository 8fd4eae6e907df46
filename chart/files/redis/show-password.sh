#!/bin/bash
# Prints the password that this Redis takes, also when its Secret is gone: the mounted file goes with the Secret, and the environment has the one
# from before a rotation. What the rotation wrote for the exporter stays as long as the pod.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

told=$exporter/password.json
read_mounted_password
password=${mounted_password:-$REDIS_PASSWORD}
# Written by password.sh: the last entry's value, with two characters escaped.
if [[ -z $mounted_password && -f $told && $(<"$told") =~ :\ \"(([^\"\\]|\\.)*)\"\}$ ]]; then
  password=${BASH_REMATCH[1]//\\\"/\"}
  password=${password//\\\\/\\}
fi
printf %s "$password"
