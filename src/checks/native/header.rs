//! What checks of headers share.

use super::header_block;
use crate::checks::Hit;
use crate::script::Script;
use crate::script::header::{HeaderProblem, HeaderProblemKind};

/// The problems of some kinds in one hit, at the first.
pub fn problems(script: &Script, what: &str, is_meant: impl Fn(&HeaderProblemKind) -> bool) -> Option<Hit> {
    let all = || script.header.problems.iter().filter(|problem| is_meant(&problem.kind));
    let fix = header_block::mended(script, all());
    let mut problems = all();
    let first = problems.next()?;
    let rest: Vec<&HeaderProblem> = problems.collect();
    let more = match rest.len() {
        0 => String::new(),
        1 => "; one more place is like that".into(),
        several => format!("; {several} more places are like that"),
    };
    let hit = Hit::still(first.span, format!("{what}: {}{more}", first.kind))
        .label(first.kind.to_string())
        .fix(fix);
    Some(rest.iter().fold(hit, |hit, problem| hit.see_span(problem.span, problem.kind.to_string())))
}
