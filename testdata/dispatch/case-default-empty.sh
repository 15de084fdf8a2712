#!/bin/sh
set -u
case "${1:-}" in
start) : ;;
"") echo 'no action' ;;
*) exit 3 ;;
esac
#: actions start * ''
#: arm '' 5
#: arm * 6
