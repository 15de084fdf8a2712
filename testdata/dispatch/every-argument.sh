#!/bin/sh
for action in "$@"; do
    case $action in
        start) : ;;
        stop) : ;;
    esac
done
#: actions start stop * ''
#: style case
