#!/bin/sh
# the older way: the library sources the script again
if [ true != "$INIT_D_SCRIPT_SOURCED" ]; then
    set "$0" "$@"
    INIT_D_SCRIPT_SOURCED=true . /lib/init/init-d-script
fi
DAEMON=none
#: actions start stop status reload force-reload restart try-restart * ''
#: style library
#: arm stop 5
#: init
