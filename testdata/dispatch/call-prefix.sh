#!/bin/sh
helper() { :; }
do_start() { helper; }
do_stop() { helper; }
if type "do_$1" >/dev/null 2>&1; then
    "do_$1" "$@"
else
    exit 2
fi
#: actions start stop * ''
#: style call
#: arm stop 6
