#!/bin/sh
# the action goes through a filter
cmd=$(echo "$1" | tr A-Z a-z)
case "$cmd" in
start) : ;;
stop) : ;;
esac
#: actions start stop * ''
#: style case
