#!/bin/sh
case "$0:$1" in
    *:start) : ;;
    *:stop) : ;;
    *) exit 2 ;;
esac
#: actions start stop * ''
#: arm stop 4
#: arm * 5
