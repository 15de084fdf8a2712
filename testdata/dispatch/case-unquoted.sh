#!/bin/sh
case $1 in
(start) : ;;
(stop) : ;;
esac
#: actions start stop * ''
#: style case
#: arm start 3
#: arm * -
#: arm '' -
#: init
