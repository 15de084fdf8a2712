#!/bin/sh
case "$1" in
    start|restart)
        case "$1" in
            restart) : ;;
        esac
        : ;;
    *) case "$1" in stop) : ;; *) exit 2 ;; esac ;;
esac
#: actions start restart stop * ''
#: style case
#: arm restart 3
#: arm stop 8
