#!/bin/sh
while getopts v opt; do
    case $opt in
        v) verbose=yes ;;
    esac
done
shift $((OPTIND - 1))
case "$1" in
    start) : $verbose ;;
    stop) : ;;
esac
#: actions start stop * ''
#: arm start 9
