#!/bin/sh
### BEGIN INIT INFO
# Provides: food
# Default-Start: S
### END INIT INFO
exec /usr/lib/food/init "$@"
#: actions * ''
#: style none
#: init
