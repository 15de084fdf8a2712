//! A name for a finding that survives edits elsewhere: in other lines, other
//! files, the file's own path.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Finding;

/// What tells one finding from another, apart from where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Context {
    rule: String,
    function: String,
    /// The text of the place, each run of blanks as one.
    text: String,
}

/// Puts the findings of a script in the order that reports have them in: its own file, `own`, first, then
/// those that it sources; by line, then rule.
pub fn put_in_order(findings: &mut [Finding], own: &str) {
    findings.sort_by(|a, b| order(a, own).cmp(&order(b, own)));
}

/// Puts all the findings of a script in order and gives them their fingerprints: 32 hexadecimal
/// digits each. Findings with the same context are told apart by counting in that order.
pub fn stamp(findings: &mut [Finding], own: &str) {
    put_in_order(findings, own);
    let mut seen: BTreeMap<Context, u32> = BTreeMap::new();
    for finding in findings {
        let context = context(finding);
        let ordinal = seen.entry(context.clone()).or_default();
        finding.fingerprint = digest(&context, *ordinal);
        *ordinal += 1;
    }
}

fn order<'a>(finding: &'a Finding, own: &str) -> impl Ord + use<'a> {
    let name = finding.primary.source.name();
    let start = finding.primary.span.start;
    let line = finding.primary.source.line_index(start);
    (name != own, name, line, &finding.rule, start, &finding.message, &finding.actions)
}

fn context(finding: &Finding) -> Context {
    let text = finding.primary.source.text(finding.primary.span);
    Context {
        rule: finding.rule.clone(),
        function: finding.function.clone().unwrap_or_default(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The first half of a SHA-256: 128 bits are more than enough to keep apart
/// what one baseline file holds, and half as long to read.
fn digest(context: &Context, ordinal: u32) -> String {
    let mut hash = Sha256::new();
    for part in [&context.rule, &context.function, &context.text] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(ordinal.to_le_bytes());
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
