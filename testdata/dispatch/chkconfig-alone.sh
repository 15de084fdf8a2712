#!/bin/sh
# chkconfig: 345 20 80
# description: feeds
exec /usr/lib/food/init "$@"
#: actions * ''
#: init
