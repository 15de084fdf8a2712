#!/bin/sh
# case "$1" in, every standard action
case "$1" in
  start) daemon ;;
  stop) kill_it ;;
  restart|force-reload)
    "$0" stop
    "$0" start
    ;;
  status) exit 3 ;;
  *)
    echo "Usage: $0 {start|stop|restart|force-reload|status}" >&2
    exit 2
    ;;
esac
#: actions start stop restart force-reload status * ''
#: style case
#: arm start 4
#: arm force-reload 6
#: arm * 11
#: arm '' 11
#: arm reload 11
#: init
