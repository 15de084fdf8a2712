#!/bin/bash
if [[ $1 == start ]]; then :
elif [[ "$1" =~ ^(stop|quit)$ ]]; then :
elif [[ $1 == re* && -n $2 ]]; then :
fi
#: actions start stop quit restart reload * ''
#: style tests
#: arm quit 3
#: arm restart 4
