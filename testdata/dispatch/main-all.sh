#!/bin/sh
start() { :; }
main() {
    case "$1" in
        start) start ;;
        stop) : ;;
        *) return 2 ;;
    esac
}
main "$@"
#: actions start stop * ''
#: style case
#: arm stop 6
#: arm * 7
