#!/bin/sh
# an option is a word the script accepts as well
while :; do
    case "$1" in
        -v|--verbose) shift ;;
        *) break ;;
    esac
done
case "$1" in
    start) : ;;
    stop) : ;;
    *) exit 2 ;;
esac
#: actions -v --verbose start stop * ''
#: arm start 10
#: arm * 12
#: arm -v 12
