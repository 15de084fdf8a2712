#!/bin/sh
# options of the caller come first in the function's arguments
go() {
    shift 2
    case $1 in
        start) : ;;
        stop) : ;;
    esac
}
go -n food "$@"
#: actions start stop * ''
#: style case
