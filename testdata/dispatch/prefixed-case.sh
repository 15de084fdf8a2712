#!/bin/sh
case "x$1" in
    xstart) : ;;
    xstop) : ;;
    x) exit 3 ;;
esac
#: actions start stop * ''
#: arm stop 4
#: arm '' 5
