#!/bin/sh
start() { :; }
[ "$1" = start ] && start
[ "$1" = stop ] && { :; exit 0; }
[ "$1" != status ] || exit 3
test "$1" = reload || exit 2
#: actions start stop status reload * ''
#: style tests
#: arm stop 4
#: arm reload 6
