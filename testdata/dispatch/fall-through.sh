#!/bin/bash
case $1 in
    restart) : ;&
    start) : ;;&
    st*) : ;;
esac
#: actions restart start stop status * ''
#: arm start 4
#: arm stop 5
