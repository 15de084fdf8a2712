#!/bin/sh
if [ -x /usr/sbin/food ]; then
    case "$1" in
        start) : ;;
        stop) : ;;
    esac
else
    exit 5
fi
#: actions start stop * ''
#: style case
#: arm start 4
