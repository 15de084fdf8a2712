#!/bin/sh
case "$1" in
    encode) : ;;
    decode) : ;;
esac
#: actions encode decode * ''
#: style case
#: no init
