#!/bin/sh
set -e
set -- food "$@"
case "$2" in
    start) : ;;
    stop) : ;;
esac
#: actions start stop * ''
#: style case
