//! A report made by hand, for the tests of the formats.

use std::collections::BTreeMap;

use super::check::{CheckReport, Problem, Script};
use super::human::Reasons;
use crate::finding::{Confidence, Edit, Finding, Fix, Place, Severity, Step, StepKind, stamp};
use crate::span::Span;
use crate::syntax::{Dialect, Shells, Source, SyntaxError};

const FIREWALL: &str = r#"#!/bin/sh
# chkconfig: 2345 08 92
. /etc/init.d/lib-firewall
[ -r /etc/default/firewall ] && . /etc/default/firewall
tables=$(cat /proc/net/ip_tables_names 2>/dev/null)

stop() {
	flush || echo "cannot flush"
	if [ "$UNLOAD" = yes ]; then
		for mod in $modules; do unload $mod; done
	fi
}

case "$1" in
	start) load ;;
	stop) stop ;;
	*) exit 2 ;;
esac
"#;

const LIBRARY: &str = "unload() {\n\tmodprobe -r \"$1\" >/dev/null 2>&1\n}\n";

/// The place of the `nth` (from 0) occurrence of `text` in a source.
pub fn place(source: &Source, text: &str, nth: usize) -> Place {
    let all = source.text(Span::new(0, u32::MAX));
    let at = all.match_indices(text).nth(nth).map_or(0, |(at, _)| at);
    let span = Span::new(at as u32, (at + text.len()) as u32);
    Place { source: source.clone(), span }
}

fn step(kind: StepKind, text: &str, place: Place) -> Step {
    Step { kind, text: text.into(), place }
}

/// Two scripts with findings of all kinds and a syntax error.
pub fn sample() -> CheckReport {
    let script = Source::new("etc/init.d/firewall", FIREWALL.as_bytes());
    let library = Source::new("etc/init.d/lib-firewall", LIBRARY.as_bytes());
    let firewall = Script {
        source: script.clone(),
        shell: Dialect::Posix,
        actions: vec!["start".into(), "stop".into(), "*".into(), String::new()],
        findings: vec![unload(&script, &library), read(&script), unknown(&script)],
        hidden: Vec::new(),
        errors: Vec::new(),
    };
    let gone = Problem { path: "etc/init.d/gone".into(), message: "no such file or directory".into() };
    let mut scripts = vec![hostile(), firewall];
    for script in &mut scripts {
        let own = script.source.name().to_owned();
        stamp(&mut script.findings, &own);
    }
    CheckReport::new(scripts, vec![gone], vec!["docker-default".into()])
}

/// Why, for the rules of [`sample`].
pub fn reasons() -> Reasons {
    let unload = "Kernel modules belong to the host. A container without CAP_SYS_MODULE may not unload them, \
                  and its image has no /lib/modules of the host's kernel.";
    Reasons {
        why: BTreeMap::from([("module-unload".into(), unload.into())]),
        pages: BTreeMap::from([("module-unload".into(), "https://example.org/module-unload".into())]),
    }
}

fn unload(script: &Source, library: &Source) -> Finding {
    Finding {
        rule: "module-unload".into(),
        group: "kernel".into(),
        severity: Severity::Error,
        confidence: Confidence::Certain,
        message: "`modprobe -r \"$1\"` fails: a container may not unload modules".into(),
        help:
            "Set UNLOAD=no in /etc/default/firewall of the image, or let the script ask for CAP_SYS_MODULE \
               before it unloads anything."
                .into(),
        primary: place(library, "modprobe -r \"$1\" >/dev/null 2>&1", 0),
        label: "fails, and its message is hidden".into(),
        related: vec![(place(script, ". /etc/init.d/lib-firewall", 0), "defines unload".into())],
        function: Some("unload".into()),
        actions: vec!["stop".into()],
        profiles: vec!["docker-default".into()],
        trace: vec![
            step(StepKind::Action, "stop", place(script, "stop)", 0)),
            step(StepKind::Call, "stop", place(script, "stop", 2)),
            step(StepKind::Condition, "[ \"$UNLOAD\" = yes ]", place(script, "[ \"$UNLOAD\" = yes ]", 0)),
            step(StepKind::Condition, "for mod in $modules", place(script, "for mod in $modules", 0)),
            step(StepKind::Call, "unload", place(script, "unload $mod", 0)),
            step(StepKind::Command, "modprobe -r …", place(library, "modprobe -r \"$1\" >/dev/null 2>&1", 0)),
        ],
        facts: vec!["UNLOAD in /etc/default/firewall is yes".into()],
        fix: None,
        suppressed: None,
        fingerprint: String::new(),
    }
}

fn read(script: &Source) -> Finding {
    Finding {
        rule: "silent-proc-read".into(),
        group: "proc".into(),
        severity: Severity::Warning,
        confidence: Confidence::Likely,
        message: "nobody sees that /proc/net/ip_tables_names cannot be read; $tables is then empty".into(),
        help: "Test the status of cat.".into(),
        primary: place(script, "cat /proc/net/ip_tables_names 2>/dev/null", 0),
        label: String::new(),
        related: Vec::new(),
        function: None,
        actions: vec!["start".into(), "stop".into(), "*".into(), String::new()],
        profiles: vec!["docker-default".into()],
        trace: Vec::new(),
        facts: Vec::new(),
        fix: Some(Fix {
            title: "Tells where it cannot be read.".into(),
            edits: vec![
                Edit::replace(place(script, "tables=", 0).span, "names="),
                Edit::insert(place(script, "2>/dev/null)", 0).span.end, " || echo \"<unread>\" >&2"),
            ],
        }),
        suppressed: None,
        fingerprint: String::new(),
    }
}

fn unknown(script: &Source) -> Finding {
    Finding {
        rule: "no-status".into(),
        group: "lsb".into(),
        severity: Severity::Info,
        confidence: Confidence::Possible,
        message: "the script has no action status".into(),
        help: String::new(),
        primary: place(script, "case \"$1\" in\n\tstart) load ;;", 0),
        label: "no arm for status".into(),
        related: Vec::new(),
        function: None,
        actions: Vec::new(),
        profiles: Vec::new(),
        trace: Vec::new(),
        facts: Vec::new(),
        fix: None,
        suppressed: None,
        fingerprint: String::new(),
    }
}

/// A script of one long line with terminal controls, and with a syntax error.
fn hostile() -> Script {
    let mut text = b"#!/bin/bash\nx\xff; ".to_vec();
    text.extend("echo \u{1b}[2J\u{202e}drowssap; ".repeat(30).bytes());
    text.extend(b"\tmodprobe xt_\x07 && true; ");
    text.extend("echo after; ".repeat(30).bytes());
    text.extend(b"\nif true; then\n  echo\n");
    let source = Source::new("etc/init.d/evil\u{1b}[31m", text);
    let mut finding = read(&source);
    finding.rule = "module-load".into();
    finding.message = "`modprobe xt_\u{7}` fails\u{1b}]0;title\u{7}".into();
    finding.primary = place(&source, "modprobe xt_\u{7}", 0);
    // The replacement of a byte that is not UTF-8 is longer than the byte.
    finding.primary.span = Span::new(finding.primary.span.start - 2, finding.primary.span.end - 2);
    let error = SyntaxError {
        span: place(&source, "then", 0).span,
        message: "this `then` has no `fi`".into(),
        labels: vec![(place(&source, "if", 0).span, "the `if` it belongs to".into())],
        help: Some("close it with `fi`".into()),
        refused_by: Shells::ALL,
    };
    let error = SyntaxError {
        span: back(error.span),
        labels: error.labels.into_iter().map(|(s, t)| (back(s), t)).collect(),
        ..error
    };
    let actions = vec!["*".into(), String::new()];
    Script {
        source,
        shell: Dialect::Bash,
        actions,
        findings: vec![finding],
        hidden: Vec::new(),
        errors: vec![error],
    }
}

fn back(span: Span) -> Span {
    Span::new(span.start - 2, span.end - 2)
}
