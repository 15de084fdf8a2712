#!/bin/sh
need_root() { :; }
case "$1" in start|restart) need_root ;; esac
if [ "$1" = reload ]; then need_root; fi
case "$1" in
    start) : ;;
    stop) : ;;
    restart) : ;;
    *) exit 2 ;;
esac
#: actions start restart reload stop * ''
#: style case
#: arm start 6
#: arm reload 9
#: arm * 9
