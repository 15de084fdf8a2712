//! The page of the sample.
#![allow(clippy::unwrap_used)]

use super::{Behaviour, html};
use crate::report::check::CheckReport;
use crate::report::sample::sample;
use crate::span::Span;

fn page() -> String {
    let mut out = Vec::new();
    html(&mut out, &sample(), &[Behaviour::default(), Behaviour::default()], &[]).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_finding_stands_once_beside_its_line_and_every_link_leads_somewhere() {
    let page = page();
    let findings = sample().findings().count();
    assert_eq!(page.matches("<article ").count(), findings);
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
    }
    for number in 0..findings {
        assert!(page.contains(&format!(":root:has(#f{number}:target) .r{number}")));
    }
}

#[test]
fn a_finding_behind_the_last_line_stands_beside_that() {
    let mut scripts = sample().scripts().to_vec();
    let script = scripts.iter_mut().find(|script| !script.findings.is_empty()).unwrap();
    let end = u32::try_from(script.source.bytes().len()).unwrap();
    script.findings[0].primary.source = script.source.clone();
    script.findings[0].primary.span = Span::at(end);
    let report = CheckReport::new(scripts, Vec::new(), Vec::new());
    let findings = report.findings().count();
    let mut out = Vec::new();
    html(&mut out, &report, &[Behaviour::default(), Behaviour::default()], &[]).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().matches("<article ").count(), findings);
}

#[test]
fn nothing_is_fetched_and_nothing_of_a_script_is_markup() {
    let page = page();
    for fetched in ["src=", "http://", "https://", "@import", "url(h"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{7}']));
    assert_eq!(page.matches("<script>").count(), 1);
}
