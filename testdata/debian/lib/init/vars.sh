# vars.sh       what boot scripts should know of the boot: sourced, never run
#
# VERBOSE is no unless /etc/default/rcS or the caller asked otherwise, and so
# `[ "$VERBOSE" != no ] && …` as the last line of an action answers 1.

VERBOSE=no
if [ -f /etc/default/rcS ]; then
    . /etc/default/rcS
fi
VERBOSE=${INIT_VERBOSE:-$VERBOSE}

# The kernel's command line is the host's, in a container too.
if [ -r /proc/cmdline ]; then
    for word in $(cat /proc/cmdline); do
        [ "$word" != noswap ] || NOSWAP=yes
    done
    unset word
fi
