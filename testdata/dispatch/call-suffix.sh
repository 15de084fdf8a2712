#!/bin/bash
start_service() { :; }
stop_service() { :; }
unrelated() { :; }
declare -F "${1}_service" >/dev/null || exit 2
${1}_service
#: actions start stop * ''
#: style call
