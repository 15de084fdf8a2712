#!/bin/sh
# $1 of helper is its own argument
helper() {
    case "$1" in
        quick) : ;;
        slow) : ;;
    esac
}
case "$1" in
    start) helper quick ;;
    stop) helper slow ;;
esac
#: actions start stop * ''
#: arm start 10
