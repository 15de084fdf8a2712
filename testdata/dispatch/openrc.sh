#!/sbin/openrc-run
start() { :; }
stop() { :; }
#: actions * ''
#: no init
