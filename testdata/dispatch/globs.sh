#!/bin/sh
case "$1" in
    [Ss]tart) : ;;
    *reload) : ;;
    re*) : ;;
    --*) : ;;
    *.bak) : ;;
    ?*) exit 2 ;;
    *) exit 3 ;;
esac
#: actions Start start reload force-reload restart -- * ''
#: arm Start 3
#: arm reload 4
#: arm restart 5
#: arm --help 6
#: arm nonsense 8
#: arm '' 9
#: arm * 8
