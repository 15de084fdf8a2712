#!/bin/sh
# rh_status_q comes first, and the arm calls the function of its own name
start() { :; }
stop() { :; }
rh_status_q() { [ -f /var/run/food.pid ]; }
case "$1" in
    start)
        rh_status_q && exit 0
        $1
        ;;
    stop)
        rh_status_q || exit 0
        $1
        ;;
    status) rh_status_q ;;
    *) exit 2 ;;
esac
#: actions start stop status * ''
#: style case
#: arm stop 11
