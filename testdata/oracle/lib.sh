# Runs a script of testdata with a real shell, in a root tree of its own, among
# tools that answer what they are told to. Sourced by el6 and scripts.
#
# How: the tree is copied below a temporary directory, and every absolute path in
# its text files is made to point there. The script is then run by an ordinary
# uid, so that an unreadable file is one; EUID and `id -u` still say 0.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C

oracle_skip() {
    echo "SKIPPED: $*" >&2
    exit 77
}

# Tools that do the same everywhere: taken from this machine.
pure="awk basename cat chmod cp cut dirname echo egrep env expr false fgrep grep head ln ls mkdir
      mktemp mv printf readlink rm rmdir sed seq sort stat tail test touch tr true uname wc"

[ -d /proc/self ] || oracle_skip "the oracle needs Linux"
for tool in dash bash timeout $pure; do
    command -v "$tool" > /dev/null || oracle_skip "$tool is not installed"
done
as_nobody=
if [ "$(id -u)" = 0 ]; then
    command -v setpriv > /dev/null || oracle_skip "running as root needs setpriv to become somebody else"
    as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/initlint-oracle.XXXXXX")
children=
trap 'oracle_end_children; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

oracle_end_children() {
    local pid
    for pid in $children; do
        kill -9 "$pid" 2> /dev/null
    done
    children=
}

# oracle_rewrite FILE ROOT: absolute paths now lead below ROOT; EUID is ours to set.
oracle_rewrite() {
    sed -E -i \
        -e "1{s@^#! */bin/@#!$2/bin/@" -e t -e '}' \
        -e "s@(^|[^]A-Za-z0-9_.}\$*/-])/(bin|sbin|etc|proc|sys|var|usr|lib|run|srv)\\b@\\1$2/\\2@g" \
        -e 's@\$EUID@$ORACLE_UID@g' "$1"
}

# oracle_stub ROOT TOOL: TOOL will answer what its rules say, first match first.
# No rule: it succeeds in silence, which is what most placeholders stand for.
oracle_stub() {
    local at
    for at in sbin bin usr/sbin usr/bin; do
        [ -e "$1/$at/$2" ] && break
    done
    [ -e "$1/$at/$2" ] || at=sbin
    rm -f "$1/$at/$2"
    cat > "$1/$at/$2" << STUB
#!/bin/sh
while IFS='|' read -r like status output; do
    case "\$*" in
        \$like)
            [ -z "\$output" ] || printf '%b\n' "\$output"
            exit \$status
            ;;
    esac
done 2> /dev/null < '$1/.stubs/$2'
exit 0
STUB
    chmod 755 "$1/$at/$2"
}

# oracle_answer ROOT TOOL ARGUMENTS-PATTERN STATUS [OUTPUT]
oracle_answer() {
    mkdir -p "$1/.stubs"
    echo "$3|$4|${5-}" >> "$1/.stubs/$2"
    oracle_stub "$1" "$2"
}

# oracle_root TREE ROOT: ROOT becomes a copy of TREE that a script can run in.
oracle_root() {
    local file tool
    mkdir -p "$2"
    cp -a "$1/." "$2"
    mkdir -p "$2"/{bin,sbin,usr/bin,usr/sbin,proc,sys,run,var/run,var/lock/subsys,var/log}
    for file in "$2"/{bin,sbin,usr/bin,usr/sbin}/*; do
        if [ -f "$file" ] && [ ! -s "$file" ]; then
            oracle_stub "$2" "${file##*/}"
        fi
    done
    for tool in $pure; do
        for file in "$2"/{sbin,usr/bin,usr/sbin}/"$tool"; do
            if [ -e "$file" ]; then rm -f "$file"; fi
        done
        ln -sf "$(type -P "$tool")" "$2/bin/$tool"
    done
    for tool in bash dash; do ln -sf "$(type -P "$tool")" "$2/bin/$tool"; done
    oracle_answer "$2" id '-u*' 0 0
    oracle_answer "$2" whoami '*' 0 root
    printf '#!/bin/sh\nexec %s 0.05\n' "$(type -P sleep)" > "$2/bin/sleep"
    chmod 755 "$2/bin/sleep"
    cp -f "$2/bin/sleep" "$2/bin/usleep"
    echo quiet > "$2/proc/cmdline"
    : > "$2/proc/modules"
    oracle_rewrite_tree "$2/etc" "$2"
    if [ -d "$2/lib" ]; then oracle_rewrite_tree "$2/lib" "$2"; fi
}

oracle_rewrite_tree() {
    local file
    find "$1" -type f | while read -r file; do oracle_rewrite "$file" "$2"; done
}

# What scripts write to. oracle_keep ROOT remembers it, oracle_fresh ROOT brings it back.
mutable="etc run srv var"

oracle_keep() {
    local part
    for part in $mutable; do mkdir -p "$1/$part"; done
    if [ -n "$as_nobody" ]; then
        chmod 755 "$work" "${1%/*}"
        chown -hR 65534:65534 "$1"
    fi
    rm -rf "$1.fresh"
    mkdir "$1.fresh"
    (cd "$1" && cp -a $mutable "$1.fresh")
}

oracle_fresh() {
    (cd "$1" && rm -rf $mutable)
    cp -a "$1.fresh/." "$1"
}

# oracle_run ROOT SCRIPT [ACTION]: leaves the answer in $status, the text in $text.
# SCRIPT is started as the kernel does it, so its first line counts; bash called
# by the name sh knows what that means.
oracle_run() {
    local root=$1 script=$2
    shift 2
    text=$($as_nobody timeout 20 \
        env -i PATH="$root/sbin:$root/usr/sbin:$root/bin:$root/usr/bin" HOME=/ ORACLE_UID=0 \
        "$script" "$@" 2>&1 < /dev/null)
    status=$?
}
