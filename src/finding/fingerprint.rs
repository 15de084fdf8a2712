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

/// The fingerprints of a script's findings, in their order: 32 hexadecimal
/// digits each. Findings with the same context are told apart by counting, so
/// the order has to be the one they are reported in.
#[must_use]
pub fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen: BTreeMap<Context, u32> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let context = context(finding);
            let ordinal = seen.entry(context.clone()).or_default();
            let digest = digest(&context, *ordinal);
            *ordinal += 1;
            digest
        })
        .collect()
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
