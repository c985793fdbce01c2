#!/bin/sh
# Tries a checker on small trees: run_cases.sh CHECKER CASES.  Prints TAP.
# CASES holds, for each case: "=== name", files as "--- path" and their lines, and "--- expect" with the exact output
# wanted (nothing: the tree is accepted).  "%N" alone on a line of a file stands for N lines of filling.
set -eu
checker=$1
cases=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

awk -v root="$scratch" '
    /^=== / { close(out); number++; folder = sprintf("%s/%03d", root, number); out = ""
              system("mkdir -p " folder "/tree"); print substr($0, 5) > (folder "/name"); next }
    /^--- / { close(out); path = $2
              if (path == "expect") { out = folder "/expect"; printf "" > out; next }
              out = folder "/tree/" path; parent = out; sub(/\/[^\/]*$/, "", parent)
              system("mkdir -p \"" parent "\""); printf "" > out; next }
    /^%[0-9]+$/ { for (i = 0; i < substr($0, 2) + 0; i++) print "filling;" > out; next }
    out != "" { print > out }
' "$cases"

echo "1..$(find "$scratch" -name name | wc -l)"
count=0
failed=0
for folder in "$scratch"/*/; do
    count=$((count + 1))
    name=$(cat "$folder/name")
    status=0
    "$checker" "${folder}tree" >"$folder/got" 2>&1 || status=$?
    wanted=0
    [ ! -s "$folder/expect" ] || wanted=1
    if cmp -s "$folder/got" "$folder/expect" && [ "$status" = "$wanted" ]; then
        echo "ok $count - $name"
    else
        failed=1
        echo "not ok $count - $name"
        echo "# exit status $status, wanted $wanted"
        diff "$folder/expect" "$folder/got" | sed 's/^/# /'
    fi
done
exit "$failed"
