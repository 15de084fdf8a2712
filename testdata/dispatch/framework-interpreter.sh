#!/lib/init/init-d-script
### BEGIN INIT INFO
# Provides: food
### END INIT INFO
DAEMON=/usr/sbin/food
do_stop_override() { :; }
#: actions start stop status reload force-reload restart try-restart * ''
#: style library
#: arm stop 1
#: arm * 1
#: init
