#!/bin/sh
do_start() { :; }
do_stop() { :; }
ACTION=$1
eval "do_${ACTION}"
#: actions start stop * ''
#: style call
#: arm start 5
