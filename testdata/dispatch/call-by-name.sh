#!/bin/sh
start() { :; }
stop() { :; }
restart() { stop; start; }
"$1"
#: actions start stop restart * ''
#: style call
#: arm stop 5
#: arm * -
#: init
