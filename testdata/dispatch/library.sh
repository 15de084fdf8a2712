# no shebang: it is sourced
status() {
    case "$1" in -p) : ;; esac
}
#: actions * ''
#: style none
#: no init
