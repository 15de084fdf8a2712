//! The values that options take, in completions of shells for which clap_complete has no form for them: elvish and
//! PowerShell get a table of values beside its table of options.

use std::fmt::Write;

use clap::{Arg, Command};

/// The values of one command: by option in one of its spellings, or by the empty word for its operands.
struct Values {
    /// The words that lead to it, as the completions write them: `initlint;check`.
    command: String,
    options: Vec<(String, Vec<String>)>,
}

/// Adds the values to the script for elvish.
pub fn elvish(script: &str, command: &Command) -> String {
    let mut table = String::from("    var values = [\n");
    for Values { command, options } in values(command) {
        let _ = writeln!(table, "        &{}= [", quoted(&command));
        for (option, values) in options {
            let _ = writeln!(table, "            &{}= [{}]", quoted(&option), list(&values, " "));
        }
        table.push_str("        ]\n");
    }
    table.push_str("    ]\n");
    let asks = "    var given = [&]
    if (has-key $values $command) {
        set given = $values[$command]
    }
    if (and (> (count $words) 2) (has-key $given $words[-2])) {
        all $given[$words[-2]]
    } else {
        if (has-key $given '') {
            all $given['']
        }
        $completions[$command]
    }
";
    replaced_last(script, "    $completions[$command]\n", &format!("{table}{asks}"))
}

/// Adds the values to the script for PowerShell.
pub fn powershell(script: &str, command: &Command) -> String {
    let mut text = String::from(
        "    # The word before the one that is completed.
    $last = $commandElements.Count - 1
    if ($wordToComplete) { $last -= 1 }
    $before = if ($last -gt 0) { $commandElements[$last].ToString() } else { '' }
    $values = switch -CaseSensitive (\"$command $before\") {
",
    );
    let mut operands = String::from("    $operands = switch -CaseSensitive ($command) {\n");
    for Values { command, options } in values(command) {
        for (option, values) in options {
            let (out, key) = match option.as_str() {
                "" => (&mut operands, command.clone()),
                _ => (&mut text, format!("{command} {option}")),
            };
            let _ = writeln!(out, "        {} {{ {}; break }}", quoted(&key), list(&values, ", "));
        }
    }
    text.push_str("    }\n");
    operands.push_str("    }\n");
    text.push_str(
        "    if ($values) {
        return $values.Where{ $_ -like \"$wordToComplete*\" } |
            ForEach-Object { [CompletionResult]::new($_, $_, [CompletionResultType]::ParameterValue, $_) }
    }
",
    );
    text.push_str(&operands);
    text.push_str(
        "    $operands.Where{ $_ -like \"$wordToComplete*\" } |
        ForEach-Object { [CompletionResult]::new($_, $_, [CompletionResultType]::ParameterValue, $_) }

",
    );
    let begin = "    $completions = @(switch ($command) {\n";
    replaced_last(script, begin, &format!("{text}{begin}"))
}

fn values(command: &Command) -> Vec<Values> {
    let mut found = Vec::new();
    add(command, command.get_name(), &mut found);
    found
}

fn add(command: &Command, path: &str, found: &mut Vec<Values>) {
    let shown = command.get_arguments().filter(|argument| !argument.is_hide_set());
    let options: Vec<(String, Vec<String>)> = shown
        .flat_map(|argument| {
            let values = values_of(argument);
            let spellings = if values.is_empty() { Vec::new() } else { spellings(argument) };
            spellings.into_iter().map(move |spelling| (spelling, values.clone()))
        })
        .collect();
    if !options.is_empty() {
        found.push(Values { command: path.to_owned(), options });
    }
    for inner in command.get_subcommands() {
        add(inner, &format!("{path};{}", inner.get_name()), found);
    }
}

fn values_of(argument: &Arg) -> Vec<String> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    let values = argument.get_possible_values();
    values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect()
}

fn spellings(argument: &Arg) -> Vec<String> {
    if argument.is_positional() {
        return vec![String::new()];
    }
    let long = argument.get_long_and_visible_aliases().unwrap_or_default();
    let short = argument.get_short_and_visible_aliases().unwrap_or_default();
    let short = short.into_iter().map(|letter| format!("-{letter}"));
    long.into_iter().map(|name| format!("--{name}")).chain(short).collect()
}

/// In both shells a single quote stands for itself where it is doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn list(values: &[String], between: &str) -> String {
    values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(between)
}

/// A script with its last piece of some text replaced; as it was, where there is none.
fn replaced_last(script: &str, old: &str, new: &str) -> String {
    match script.rsplit_once(old) {
        Some((before, behind)) => format!("{before}{new}{behind}"),
        None => script.to_owned(),
    }
}
