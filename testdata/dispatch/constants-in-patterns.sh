#!/bin/sh
GO=start
case "$1" in
    $GO) : ;;
    "${GO}x") : ;;
    $UNKNOWN) : ;;
esac
#: actions start startx * ''
#: arm startx 5
