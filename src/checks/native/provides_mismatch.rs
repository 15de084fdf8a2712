//! `Provides` does not name the script.

use crate::catalog::Rule;
use crate::checks::{Hit, Still};
use crate::input::Names;
use crate::script::header::Key;

/// A block whose `Provides` names other things than the file.
pub fn check(still: &Still<'_>, _: &Rule) -> Vec<Hit> {
    let script = still.script;
    let provides = script.header.lsb.as_ref().and_then(|lsb| lsb.field(&Key::Provides));
    let file = script.source.name().rsplit('/').next().unwrap_or_default();
    let Some(provides) = provides.filter(|field| !field.words.is_empty() && file != "-" && !file.is_empty())
    else {
        return Vec::new();
    };
    let plain = |name: &str| Names::known().service(name).to_ascii_lowercase();
    if provides.words.iter().any(|word| plain(&word.text) == plain(file)) {
        return Vec::new();
    }
    let named: Vec<String> = provides.words.iter().map(|word| format!("`{}`", word.text)).collect();
    let message = format!("the script is called `{file}`, and it provides {}", named.join(", "));
    vec![Hit::still(provides.span, message).label("does not name the script itself")]
}
