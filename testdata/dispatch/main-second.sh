#!/bin/sh
# the action is the second argument of the function
run() {
    name=$1
    case "$2" in
        start) : "$name" ;;
        stop) : ;;
    esac
}
run food "$1"
#: actions start stop * ''
#: style case
#: arm start 6
