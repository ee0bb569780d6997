#!/usr/bin/env bash
# Starts the packaged program: holdfast.jar beside this script, or where HOLDFAST_JAR says.
# HOLDFAST_JAVA_OPTIONS is a list of options for the JVM, such as -Xmx512m.
set -euo pipefail

jar=${HOLDFAST_JAR:-$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd -P)/holdfast.jar}
[[ -r $jar ]] || { echo "holdfast: $jar is not there (expected: holdfast.jar, or HOLDFAST_JAR set)" >&2; exit 2; }

if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    java=$JAVA_HOME/bin/java
else
    java=$(command -v java) || { echo "holdfast: java is not on the path (expected: 17 or later)" >&2; exit 2; }
fi

# The heap is small and steady, so the serial collector has the least to do. Out of memory, whoever supervises this starts it
# anew, and it trusts nothing of before; one that lived on without some of its threads would only look alive.
options=(-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Xshare:auto)
if [[ -t 1 ]]; then
    export HOLDFAST_TERMINAL=1
    HOLDFAST_COLUMNS=${COLUMNS:-$(tput cols 2> /dev/null || echo 100)}
    export HOLDFAST_COLUMNS
fi
# shellcheck disable=SC2086 # HOLDFAST_JAVA_OPTIONS is a list
exec "$java" "${options[@]}" ${HOLDFAST_JAVA_OPTIONS:-} -jar "$jar" "$@"
