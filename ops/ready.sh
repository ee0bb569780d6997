#!/usr/bin/env bash
# Whether a holdfast on this machine has an exchange that is live: exit code 0 if so, 1 if not. Needs nothing but bash.
# HOLDFAST_PORT is the dashboard's, HOLDFAST_TOKEN_FILE holds its token where one is asked for.
set -uo pipefail

port=${HOLDFAST_PORT:-8080}
token=
if [[ -n ${HOLDFAST_TOKEN_FILE:-} ]]; then
    read -r token < "$HOLDFAST_TOKEN_FILE" || [[ -n $token ]] || { echo "no token in $HOLDFAST_TOKEN_FILE"; exit 1; }
fi

exec 3<> "/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n\r\n' \
    "${token:+Authorization: Bearer $token$'\r\n'}" >&3
read -r -t 5 _ status reason <&3 || exit 1
echo "$status $reason"
[[ $status == 200 ]]
