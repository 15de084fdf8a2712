#!/bin/sh
# the helper's local variable is not the action
helper() {
    local action="$1"
    case $action in
        quick) : ;;
    esac
}
action=$1
helper quick
case $action in
    start) : ;;
    stop) : ;;
esac
#: actions start stop * ''
#: style case
