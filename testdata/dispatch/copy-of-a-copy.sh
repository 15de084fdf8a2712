#!/bin/sh
ARG=${1:-status}
[ $# -gt 0 ] && shift
MODE=$ARG
export OP="${MODE}"
case "$OP" in
start) : ;;
status) : ;;
esac
#: actions start status * ''
#: arm '' 8
#: init
