#!/bin/bash
case "${1}" in
    start|"stop") : ;;
    'status') : ;;
esac
#: actions start stop status * ''
#: arm stop 3
