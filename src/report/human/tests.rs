//! What a reader sees, as a whole.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::report::sample::{self, sample};
use crate::report::style::Paint;
use crate::report::verdict::{Threshold, Verdict};

fn shown(style: Style) -> String {
    let mut out = Vec::new();
    write(&mut out, &sample(), &sample::reasons(), style).unwrap();
    String::from_utf8(out).unwrap()
}

fn last_lines(report: &CheckReport, threshold: Threshold) -> String {
    let mut out = Vec::new();
    let verdict = Verdict { threshold, left_out: 0, stale: 0, mended: 0, unmended: 0 };
    summary(&mut out, report, verdict, Style::PLAIN).unwrap();
    String::from_utf8(out).unwrap()
}

/// The sample without the script that has a syntax error.
fn well_formed() -> CheckReport {
    let scripts = sample().scripts().iter().filter(|script| script.errors.is_empty()).cloned().collect();
    CheckReport::new(scripts, Vec::new(), vec!["docker-default".into()])
}

#[test]
fn findings_on_a_pipe() {
    insta::assert_snapshot!(shown(Style::PLAIN));
}

#[test]
fn findings_on_a_terminal() {
    let style = Style { paint: Paint::Colored, columns: 80 };
    insta::assert_snapshot!(shown(style).replace('\x1b', "^"));
}

#[test]
fn rules_are_links_where_the_terminal_has_them() {
    let linked = shown(Style { paint: Paint::Linked, columns: 80 });
    let link = "[\x1b]8;;https://example.org/module-unload\x1b\\module-unload\x1b]8;;\x1b\\]";
    assert_eq!(linked.matches(link).count(), 1);
    assert_eq!(linked.replace(link, "[module-unload]"), shown(Style { paint: Paint::Colored, columns: 80 }));
    let style = Style { paint: Paint::Linked, columns: 80 };
    assert_eq!(style.link(Some("https://x/\x1b\\y"), "rule"), "rule");
}

#[test]
fn colours_change_nothing_but_colours() {
    let colored = shown(Style { paint: Paint::Colored, columns: 80 });
    let stripped = anstyle_free(&colored);
    let trimmed: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, shown(Style::PLAIN).lines().collect::<Vec<_>>());
}

fn anstyle_free(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| plain.push_str(part.split_once('m').unwrap_or_default().1));
    plain
}

#[test]
fn nothing_of_a_script_acts_on_the_terminal() {
    let hidden = |character: &char| *character != '\n' && crate::report::text::visible::is_hidden(*character);
    assert_eq!(shown(Style::PLAIN).chars().find(hidden), None);
}

#[test]
fn source_lines_and_notes_keep_to_the_columns() {
    for columns in [60, 80, 100] {
        for line in shown(Style { paint: Paint::Plain, columns }).lines() {
            // Messages stay on one line, so that they can be searched for; labels follow their place.
            let free =
                line.contains("]: ") || line.contains("^ ") || line.contains("- (") || line.contains("─ ");
            assert!(free || crate::report::text::width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn the_reason_is_told_once() {
    let one = sample();
    let twice: Vec<_> = one.scripts().iter().chain(one.scripts()).cloned().collect();
    let mut out = Vec::new();
    write(&mut out, &CheckReport::new(twice, Vec::new(), Vec::new()), &sample::reasons(), Style::PLAIN)
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.matches("error[module-unload]").count(), 2);
    assert_eq!(text.matches("= why: ").count(), 1);
}

#[test]
fn the_last_line_names_the_option_that_would_turn_the_status() {
    use Severity::{Error, Warning};
    let report = well_formed();
    let status = |threshold| last_lines(&report, threshold).lines().last().unwrap().to_owned();
    assert_eq!(
        status(Threshold::At(Warning)),
        "exit status 1: findings at or above warning; --fail-on never would give 0"
    );
    assert_eq!(status(Threshold::Never), "exit status 0: --fail-on never; --fail-on error would give 1");
    assert_eq!(
        status(Threshold::At(Error)),
        "exit status 1: findings at or above error; --fail-on never would give 0"
    );
}

#[test]
fn without_errors_a_stricter_threshold_turns_the_status() {
    let mut script = well_formed().scripts()[0].clone();
    script.findings.retain(|finding| finding.severity != Severity::Error);
    let report = CheckReport::new(vec![script], Vec::new(), vec!["docker-default".into()]);
    insta::assert_snapshot!(last_lines(&report, Threshold::At(Severity::Warning)), @r"
    1 warning, 1 info; looked at 1 script, 4 actions, 1 profile (docker-default)
    1 finding can be mended with --fix (--diff shows how)
    exit status 1: findings at or above warning; --fail-on error would give 0
    ");
    insta::assert_snapshot!(last_lines(&report, Threshold::At(Severity::Error)), @r"
    1 warning, 1 info; looked at 1 script, 4 actions, 1 profile (docker-default)
    1 finding can be mended with --fix (--diff shows how)
    exit status 0: nothing at or above error; --fail-on warning would give 1
    ");
}

#[test]
fn a_clean_run_says_where_it_looked() {
    let mut script = well_formed().scripts()[0].clone();
    script.findings.clear();
    let report = CheckReport::new(vec![script], Vec::new(), vec!["docker-default".into()]);
    insta::assert_snapshot!(last_lines(&report, Threshold::At(Severity::Warning)), @r"
    no findings; looked at 1 script, 4 actions, 1 profile (docker-default)
    exit status 0: nothing at or above warning
    ");
}

#[test]
fn a_syntax_error_is_status_2_whatever_fails_on() {
    assert!(
        last_lines(&sample(), Threshold::Never)
            .ends_with("exit status 2: 1 syntax error, 1 input not looked at\n")
    );
}

#[test]
fn counts_per_rule() {
    let mut out = Vec::new();
    statistics(&mut out, &sample(), Style::PLAIN).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
    findings  scripts  fixable  rule
           1        1        1  warning  module-load
           1        1        0  error    module-unload
           1        1        0  info     no-status
           1        1        1  warning  silent-proc-read
    ");
}
