//! Examples that stand below the help.

/// Of the program.
pub const PROGRAM: &str = "\
Examples:
  initlint /etc/init.d                        findings in every init script of this machine
  initlint check --root ./rootfs              … of an image, unpacked
  initlint predict iptables                   how every action can end, and why
  initlint trace iptables stop                what `stop` does, down to every command
  initlint explain module-unload              what a rule is about

Exit status: 0 nothing at or above --fail-on; 1 findings; 2 not everything asked for could be done.";

/// Of a command.
pub const CHECK: &str = "\
Examples:
  initlint check iptables --action stop --profile docker-default
  initlint check --root ./rootfs --assume IPTABLES_MODULES_UNLOAD=no
  initlint check - < iptables
  initlint check --diff - < iptables
  initlint check --fix ./debian/*.init
  initlint check /etc/init.d --format json --output findings.json --fail-on never
  initlint check --root ./rootfs --format human --format sarif=initlint.sarif

Exit status: 0 nothing at or above --fail-on; 1 findings; 2 not everything asked for could be done.";

/// Of a command.
pub const PREDICT: &str = "\
Examples:
  initlint predict iptables --profile docker-default --profile host
  initlint predict --root ./rootfs /etc/init.d/cron --action status --after start
  initlint predict iptables --action stop --all-worlds
  initlint predict --root ./rootfs --format markdown --output predictions.md

Exit status: 0 done; 2 not everything asked for could be done.";

/// Of a command.
pub const TRACE: &str = "\
Examples:
  initlint trace iptables stop
  initlint trace iptables stop --format dot | dot -Tsvg > stop.svg
  initlint trace --root ./rootfs /etc/init.d/iptables --format json

Exit status: 0 done; 2 not everything asked for could be done.";

/// Of a command.
pub const COMPLETIONS: &str = "\
Examples:
  initlint completions bash --output ~/.local/share/bash-completion/completions/initlint
  initlint completions zsh --output ~/.zfunc/_initlint
  initlint completions fish --output ~/.config/fish/completions/initlint.fish";

/// Of a command.
pub const MAN: &str = "\
Examples:
  initlint man | man -l -
  initlint man check | man -l -
  initlint man --directory ~/.local/share/man/man1";

/// Of a command.
pub const CAPTURE: &str = "\
Examples:
  docker run --rm -v ./initlint:/initlint:ro IMAGE /initlint profile capture --name ours > ours.toml
  initlint predict iptables --profile ./ours.toml

It only reads, below /proc, /sys and /dev, and needs no rights. Exit status: 0 done; 2 it could not be done.";
