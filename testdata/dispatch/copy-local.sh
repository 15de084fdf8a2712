#!/bin/bash
main() {
    local verb="$1" rest=x
    case $verb in
    start) : ;;
    stop) : ;;
    esac
}
main "$@"
#: actions start stop * ''
#: style case
#: arm stop 6
