#!/bin/sh
action="$1"
shift
case $action in
start) : "$@" ;;
stop) : ;;
*) exit 1 ;;
esac
#: actions start stop * ''
#: style case
#: arm start 5
#: init
