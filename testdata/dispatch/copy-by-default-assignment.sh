#!/bin/sh
cmd=$1
: ${cmd:=start}
case "${cmd}" in
start) : ;;
stop) : ;;
esac
#: actions start stop * ''
#: style case
