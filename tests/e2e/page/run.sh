#!/usr/bin/env bash
# Runs the web app's flows in a real browser against
# PONDER_PROGRAM (build/ponder unless given). Prints `N passed, M failed`; fails where one failed.
# Arguments: test files; all of them unless given.
set -euo pipefail
cd "$(dirname "$0")"
python3 ../../../tools/npm.py . > /dev/null
exec node run.mjs "$@"
