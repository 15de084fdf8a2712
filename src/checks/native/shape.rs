//! Shapes of command lines, as a rule lists them: which options are there and which are not.

use serde::Deserialize;

use crate::catalog::Rule;

/// A command line in few words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shape {
    /// The command's name, without its directory.
    pub command: String,
    /// One of these options is there.
    pub any: Vec<String>,
    /// One of these, too.
    pub with: Vec<String>,
    /// None of these.
    pub without: Vec<String>,
    /// An operand is a path.
    pub path: bool,
}

/// The shapes of one setting.
pub fn of(rule: &Rule, name: &str) -> Vec<Shape> {
    let listed = rule.settings.get(name).and_then(toml::Value::as_array).into_iter().flatten();
    listed.filter_map(|shape| shape.clone().try_into().ok()).collect()
}

impl Shape {
    /// Whether some words are of this shape.
    pub fn fits(&self, words: &[String]) -> bool {
        let name = words.first().map(|word| word.rsplit('/').next().unwrap_or(word));
        let has = |options: &[String]| options.iter().any(|option| is_given(words, option));
        name == Some(self.command.as_str())
            && (self.any.is_empty() || has(&self.any))
            && (self.with.is_empty() || has(&self.with))
            && !has(&self.without)
            && (!self.path || words.iter().skip(1).any(|word| word.starts_with('/')))
    }
}

/// The words of a command that are its own: what stands before `--`.
pub fn own(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().take_while(|word| *word != "--")
}

/// Whether an option is among the words, alone or with its argument behind `=`; of one letter, also in front of others.
fn is_given(words: &[String], option: &str) -> bool {
    own(words).skip(1).any(|word| matches(word, option))
}

fn matches(word: &str, option: &str) -> bool {
    let rest = word.strip_prefix(option);
    match option.strip_prefix("--") {
        Some(_) => rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('=')),
        None => rest.is_some() && !word.starts_with("--"),
    }
}

/// What an option was given, in whichever of its spellings.
pub fn value<'w>(words: &'w [String], options: &[&str]) -> Option<&'w str> {
    let mut words = own(words);
    while let Some(word) = words.next() {
        for option in options {
            if word == option {
                return words.next().map(String::as_str);
            }
            let joined = word.strip_prefix(option).and_then(|rest| rest.strip_prefix('='));
            if let Some(value) = joined {
                return Some(value);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn options_before_the_programs_own() {
        let shape =
            Shape { command: "ssd".into(), any: vec!["--stop".into(), "-K".into()], ..Shape::default() };
        for (line, fits) in [
            ("ssd --stop", true),
            ("/sbin/ssd -K -p x", true),
            ("ssd --start -- --stop", false),
            ("ssd --stopper", false),
            ("other --stop", false),
        ] {
            assert_eq!(shape.fits(&words(line)), fits, "{line}");
        }
        assert_eq!(value(&words("ssd --exec=/x -p y"), &["-x", "--exec"]), Some("/x"));
        assert_eq!(value(&words("ssd -p y -- --exec z"), &["--exec"]), None);
    }
}
