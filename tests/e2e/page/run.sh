#!/usr/bin/env bash
# Runs the page's tests: its functions in node, then the flows in a real browser against
# PONDER_PROGRAM (build/ponder unless given). Prints `N passed, M failed`; fails where one failed.
# Arguments: test files; all of them unless given.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -d node_modules/playwright-core ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent
fi
exec node run.mjs "$@"
