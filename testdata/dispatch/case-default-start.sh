#!/bin/sh
# no argument means start
case ${1-start} in
start) : ;;
stop) : ;;
*) exit 1 ;;
esac
#: actions start stop * ''
#: arm '' 4
#: arm * 6
