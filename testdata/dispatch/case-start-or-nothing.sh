#!/bin/sh
case $1 in
    start|"") : ;;
    stop) : ;;
esac
#: actions start stop * ''
#: arm '' 3
