#!/usr/bin/env bash
#
# Runs the published set of benchmarks and writes JSON, a table and plots into benchmarks/results/<date>-<jdk>/.
#   benchmarks/run.sh quick    the short set, about ten minutes on two cores
#                              (each part has a limit of its own, so it ends in any case)
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
(cd "$root" && mvn -B -q -pl benchmarks -am package -DskipTests -Dspotless.check.skip=true -Dcheckstyle.skip=true \
    -P '!error-prone') # the build has checked it; here it only has to run

{
    echo "mode:    $mode"
    echo "date:    $(date -u +%FT%TZ)"
    echo "commit:  $(git -C "$root" rev-parse --short HEAD 2> /dev/null || echo unknown)"
    echo "jdk:     $version"
    echo "machine: $(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)"
    echo "load:    $(cut -d' ' -f1-3 /proc/loadavg 2> /dev/null) before the first; of each part below"
    echo "flags:   JMH's; loopback; NIO; server and client in one JVM"
} > "$results/conditions.txt"
cat "$results/conditions.txt"

# Whatever goes wrong in one part is said and counted, and the others still run: nobody watches a run of ten minutes.
failed=0
part() {
    local name=$1 limit=$2
    shift 2
    echo "$(date +%T) $name: load $(cut -d' ' -f1-3 /proc/loadavg 2> /dev/null)" | tee -a "$results/load.txt"
    if ! timeout --kill-after=10 "$limit" "$@"; then
        echo "$(date +%T) $name: FAILED, or not finished within $limit s" | tee -a "$results/load.txt"
        failed=$((failed + 1))
    fi
}

# JMH exits with 1 where another run holds its lock, and says so on the last line.
jmh() {
    local limit=$1
    shift
    part "$1" "$limit" "$java" -jar "$jar" -foe true -to 60s \
        -jvmArgsAppend "-Dholdfast.reconnect.log=$results/reconnect.jsonl" "$@"
}

measure() {
    part "$1" "$2" "$java" -cp "$jar" io.holdfast.benchmarks.measure.Measure "$1" "$results/measurements.jsonl" "$mode"
}

if [[ $mode == quick ]]; then
    jmh 150 ReconnectBenchmark -p cut=FIN -p instruments=1 -p scheme=WS,WSS_RESUMED -wi 120 -i 150
    jmh 60 ReconnectBenchmark -p client=HOLDFAST,FLOOR_NETTY -p cut=FIN -p instruments=1 -p scheme=WSS_FULL -wi 120 -i 150
    jmh 60 ReconnectBenchmark -p client=HOLDFAST,FLOOR_NETTY -p cut=RST,CLOSE_FRAME -p scheme=WS -p instruments=1 \
        -wi 120 -i 150
    jmh 240 'Decode|Snapshot|RingPublish|OrderBook|Breaker|Primitives|Gate' -prof gc -wi 3 -w 500ms -i 3 -r 500ms \
        -p spread=5 -p levels=1000,5000 -p singleProducer=true -rf json -rff "$results/jmh.json"
    measure end-to-end 190
    measure care 100
    measure distance 130
    measure cold 250
    measure detection 160
    measure scale 130
else
    jmh 7200 ReconnectBenchmark -wi 300 -i 500
    jmh 7200 'Decode|Snapshot|RingPublish|OrderBook|Breaker|Primitives|Gate' -prof gc -f 3 \
        -rf json -rff "$results/jmh.json"
    measure end-to-end 910
    measure care 410
    measure distance 610
    measure cold 910
    measure detection 910
    measure scale 310
fi

"$java" -cp "$jar" io.holdfast.benchmarks.report.Report "$results"
echo "benchmarks: $results/results.md, $failed part(s) failed"
[[ $failed == 0 ]]
