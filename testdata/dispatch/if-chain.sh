#!/bin/sh
if [ "$1" = start ]; then
    :
elif [ "$1" = "stop" -o "$1" = "halt" ]; then
    :
elif test x$1 = xstatus; then
    :
else
    exit 2
fi
#: actions start stop halt status * ''
#: style tests
#: arm start 2
#: arm halt 4
#: arm status 6
#: arm * -
#: init
