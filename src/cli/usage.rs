//! clap's complaints in one line.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// What is wrong with the command line, and what was probably meant.
pub fn one_line(error: &Error) -> String {
    let what = what(error);
    let values = |kind| error.get(kind).map(listed).unwrap_or_default();
    let similar = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .flat_map(values)
        .next();
    let possible = values(ContextKind::ValidValue);
    match (similar, possible.as_slice()) {
        (Some(similar), _) => format!("{what}, did you mean `{similar}`?"),
        (None, []) => what,
        (None, possible) => format!("{what}; there are {}", possible.join(", ")),
    }
}

fn what(error: &Error) -> String {
    let text = |kind| error.get(kind).map(listed).unwrap_or_default().join(", ");
    let argument = text(ContextKind::InvalidArg);
    // `--name <VALUE>`: the name is enough.
    let option = argument.split(' ').next().unwrap_or_default();
    let value = text(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => format!("unknown option `{argument}`"),
        ErrorKind::UnknownArgument => format!("`{argument}` is one argument too many"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{option}` needs a value"),
        ErrorKind::InvalidValue => format!("`{option}` does not know `{value}`"),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("`{option}` does not take `{value}`: {reason}")
        }
        ErrorKind::MissingRequiredArgument => format!("missing: {}", argument.replace(['<', '>'], "")),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            format!(
                "`{option}` may not stand here{}",
                if other.is_empty() { String::new() } else { format!(" with `{other}`") }
            )
        }
        ErrorKind::InvalidSubcommand => format!("unknown command `{}`", text(ContextKind::InvalidSubcommand)),
        _ => first_line(&error.to_string()),
    }
}

fn listed(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(text) => vec![text.clone()],
        ContextValue::Strings(texts) => texts.clone(),
        _ => Vec::new(),
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}
