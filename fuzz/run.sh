#!/usr/bin/env bash
# Runs every target for so many seconds (default 60), or those named: fuzz/run.sh 600 body roster. Prints what each did.
# Inputs that bring a target down are kept in fuzz/artifacts/TARGET; `cargo fuzz run TARGET FILE` repeats one.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR="$PWD/target" # not the main workspace's: nothing built there fits

seconds="${1:-60}"
shift || true
mapfile -t all < <(cargo fuzz list)
[ $# -gt 0 ] || set -- "${all[@]}"

# Counters in every branch of stable Rust; the sanitizer for memory needs nightly, and this code has no unsafe.
fuzz() { cargo fuzz "$1" --sanitizer none "${@:2}"; }

cargo run --quiet --release --example seeds
fuzz build
printf '%-16s %12s %9s %9s %8s\n' target runs runs/s corpus crashes
faults=0
for target in "$@"; do
  mkdir -p "artifacts/$target" "corpus/$target"
  found() { find "artifacts/$target" -type f | wc -l; }
  before=$(found)
  log="artifacts/$target.log"
  fuzz run "$target" -- -max_total_time="$seconds" -print_final_stats=1 -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -ignore_crashes=1 -fork=1 >"$log" 2>&1 || true
  runs=$(sed -nE 's/^#([0-9]+):? .*cov:.*/\1/p; s/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  crashes=$(($(found) - before))
  faults=$((faults + crashes))
  printf '%-16s %12s %9s %9s %8s\n' "$target" "${runs:-0}" "$((${runs:-0} / seconds))" "$(find "corpus/$target" -type f | wc -l)" "$crashes"
done
[ "$faults" -eq 0 ]
