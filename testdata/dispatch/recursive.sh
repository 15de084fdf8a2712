#!/bin/sh
# functions that call each other do not keep the search from ending
one() { two "$@"; }
two() { one "$@"; case "$1" in start) : ;; stop) : ;; esac; }
one "$1"
#: actions start stop * ''
#: style case
