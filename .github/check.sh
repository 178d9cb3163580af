#!/usr/bin/env bash
# The step of action.yml that checks: FILES (one pattern per line), ARGUMENTS and SARIF come from its inputs.
set -euo pipefail
shopt -s globstar nullglob
reconvene=${RECONVENE:-$RUNNER_TEMP/reconvene/bin/reconvene}

# A pattern stands for every file it matches. It is split on nothing, since a name may hold spaces.
paths=()
take() {
  local IFS='' matches
  matches=($1)
  paths+=("${matches[@]}")
}
while IFS= read -r pattern; do
  [ -z "$pattern" ] || take "$pattern"
done <<<"$FILES"
if [ "${#paths[@]}" -eq 0 ]; then
  echo "::error::No process file matches: ${FILES//$'\n'/, }. Give the input \`files\` a path or a pattern."
  exit 2
fi
read -ra arguments <<<"$ARGUMENTS"

if [ -n "$SARIF" ]; then
  "$reconvene" check --format sarif "${arguments[@]}" "${paths[@]}" >"$SARIF" || true
fi
"$reconvene" check --format github "${arguments[@]}" "${paths[@]}"
