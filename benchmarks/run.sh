#!/usr/bin/env bash
#
# Runs the published set of benchmarks and writes JSON, a table and plots into benchmarks/results/<date>-<jdk>/.
#   benchmarks/run.sh quick    the short set, meant for ten minutes on two cores
#   benchmarks/run.sh full     everything, with more forks and iterations
# Close everything else first: the figures are of a quiet machine or of none.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname -- "$here")
mode=${1:-quick}
[[ $mode == quick || $mode == full ]] || { echo "usage: run.sh [quick|full]" >&2; exit 2; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p')
results=$here/results/$(date +%F)-jdk$version
jar=$here/target/benchmarks.jar
mkdir -p "$results"
rm -f "$results"/*

echo "benchmarks: building …"
(cd "$root" && mvn -B -q -pl benchmarks -am package -DskipTests -Dspotless.check.skip=true -Dcheckstyle.skip=true)

{
    echo "mode:    $mode"
    echo "date:    $(date -u +%FT%TZ)"
    echo "commit:  $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
    echo "jdk:     $version"
    echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)"
    echo "load:    $(cut -d' ' -f1-3 /proc/loadavg 2> /dev/null) before the first"
    echo "flags:   JMH's; loopback; NIO; server and client in one JVM"
} > "$results/conditions.txt"
cat "$results/conditions.txt"

# JMH exits with 1 where another run holds its lock, and says so on the last line.
jmh() {
    "$java" -jar "$jar" -foe true -jvmArgsAppend "-Dholdfast.reconnect.log=$results/reconnect.jsonl" "$@"
}

if [[ $mode == quick ]]; then
    jmh ReconnectBenchmark -p cut=FIN -p instruments=1 -wi 150 -i 200
    jmh ReconnectBenchmark -p client=HOLDFAST,FLOOR_NETTY -p cut=RST,CLOSE_FRAME -p scheme=WS,WSS_RESUMED \
        -p instruments=1 -wi 150 -i 200
    jmh 'Decode|RingPublish|OrderBook|Breaker' -prof gc -wi 2 -i 3 -p spread=5 -p levels=1000,40000 \
        -rf json -rff "$results/jmh.json"
else
    jmh ReconnectBenchmark -wi 300 -i 500
    jmh 'Decode|RingPublish|OrderBook|Breaker' -prof gc -f 3 -rf json -rff "$results/jmh.json"
fi

"$java" -cp "$jar" io.holdfast.benchmarks.report.Report "$results"
echo "benchmarks: $results/results.md"
