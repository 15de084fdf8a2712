//! The reference pages of docs/rules: what `explain` and `rules` show, as Markdown.

use std::io::{self, Write};

use super::page::example_heading;
use crate::catalog::Rule;
use crate::report::verdict::severity_word;

/// Writes the page of a rule as Markdown.
///
/// # Errors
/// Those of `out`.
pub fn page(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    writeln!(out, "# {}\n", rule.id)?;
    writeln!(out, "{}\n", escaped(&rule.summary))?;
    writeln!(out, "{} · group {} · since {}\n", severity_word(rule.severity), rule.group, rule.since)?;
    writeln!(out, "## Why\n\n{}\n", escaped(rule.why.trim()))?;
    writeln!(out, "## Instead\n\n{}\n", escaped(rule.instead.trim()))?;
    if let Some(fix) = &rule.fix {
        writeln!(out, "## With `--fix`\n\n{}\n", escaped(fix.trim()))?;
    }
    writeln!(out, "## Examples")?;
    for example in &rule.example {
        let lines: Vec<String> = example.lines.iter().map(u32::to_string).collect();
        let places = match lines.as_slice() {
            [] => String::new(),
            [only] => format!(" in line {only}"),
            several => format!(" in lines {}", several.join(", ")),
        };
        let script = example.script.trim_end();
        let fence = fence(script);
        let heading = example_heading(example).replacen("Reported", &format!("Reported{places}"), 1);
        writeln!(out, "\n{heading}:\n\n{fence}sh\n{script}\n{fence}")?;
    }
    writeln!(out, "\n## References\n")?;
    for reference in &rule.references {
        writeln!(out, "- <{reference}>")?;
    }
    Ok(())
}

/// Writes the list of all rules, by group, as Markdown with links to their pages.
///
/// # Errors
/// Those of `out`.
pub fn index(out: &mut dyn Write, rules: &[Rule]) -> io::Result<()> {
    writeln!(out, "# Rules\n\n{} rules. `initlint explain RULE` shows the same pages.", rules.len())?;
    let mut group = None;
    for rule in rules {
        if group != Some(&rule.group) {
            writeln!(out, "\n## {}\n\n| rule | severity | what |\n|---|---|---|", rule.group)?;
            group = Some(&rule.group);
        }
        let (id, severity) = (&rule.id, severity_word(rule.severity));
        let summary = escaped(&rule.summary).replace('|', "\\|");
        writeln!(out, "| [{id}]({}/{id}.md) | {severity} | {summary} |", rule.group)?;
    }
    Ok(())
}

/// Longer than any row of backquotes in the script.
fn fence(script: &str) -> String {
    let longest = script.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Prose as it is, but no character begins markup outside of code (CommonMark 0.31, 6.4 and 6.6).
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut code = false;
    for character in text.chars() {
        code ^= character == '`';
        if !code && "<>*_[]&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn prose_is_no_markup_but_code_is_code() {
        assert_eq!(super::escaped("a <b> *c* `d_e <f>` g_h"), "a \\<b\\> \\*c\\* `d_e <f>` g\\_h");
    }

    #[test]
    fn a_script_does_not_end_its_own_fence() {
        assert_eq!(super::fence("echo `date`"), "```");
        assert_eq!(super::fence("echo ````"), "`````");
    }
}
