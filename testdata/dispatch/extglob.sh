#!/bin/bash
shopt -s extglob
case $1 in
    @(start|stop)) : ;;
    ?(try-)restart) : ;;
    !(status)) exit 2 ;;
    *) : ;;
esac
#: actions start stop restart try-restart condrestart reload force-reload * ''
#: arm try-restart 5
#: arm status 7
