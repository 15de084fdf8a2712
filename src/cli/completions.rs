//! `completions` and `man`: what other programs know of the command line.

use std::io::{self, Write};

use clap::CommandFactory;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap_complete::Generator;
use clap_complete::aot::Shell;
use clap_complete_nushell::Nushell;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::choices::CompletionShell;
use super::completion_values;
use super::error::Failure;
use super::output::Output;
use super::settings;
use crate::catalog::{Catalog, most_similar};
use crate::script::standard_actions;

/// Writes a script that completes the command line in a shell.
///
/// # Errors
/// The user's rules are wrong, or the output cannot be written.
pub fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let catalog = settings::catalog_alone(&args.catalog)?;
    let mut command = with_names(Cli::command(), &catalog);
    command.set_bin_name("initlint");
    command.build();
    let mut output = Output::new(&args.output);
    output.write(|out| write(args.shell, &command, out))?;
    output.finish()?;
    Ok(0)
}

fn write(shell: CompletionShell, command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    let text = |shell: Shell| -> io::Result<String> {
        let mut text = Vec::new();
        shell.try_generate(command, &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    };
    match shell {
        CompletionShell::Bash => Shell::Bash.try_generate(command, out),
        CompletionShell::Elvish => {
            out.write_all(completion_values::elvish(&text(Shell::Elvish)?, command).as_bytes())
        }
        CompletionShell::Fish => Shell::Fish.try_generate(command, out),
        CompletionShell::Nushell => Nushell.try_generate(command, out),
        CompletionShell::Powershell => {
            out.write_all(completion_values::powershell(&text(Shell::PowerShell)?, command).as_bytes())
        }
        CompletionShell::Zsh => Shell::Zsh.try_generate(command, out),
    }
}

/// The command line with the names that its options take: rules, groups, profiles, actions.
fn with_names(command: clap::Command, catalog: &Catalog) -> clap::Command {
    let rules = || catalog.rules().iter().map(|rule| named(&rule.id, Some(&rule.summary)));
    let groups = catalog.groups();
    let groups = groups.iter().map(|group| named(group, None));
    let names: Vec<PossibleValue> = groups.chain(rules()).collect();
    let profiles: Vec<PossibleValue> = catalog.profile_names().iter().map(|name| named(name, None)).collect();
    let actions: Vec<PossibleValue> = standard_actions().iter().map(|name| named(name, None)).collect();
    let lists: [(&str, Vec<PossibleValue>); 8] = [
        ("select", names.clone()),
        ("ignore", names),
        ("profiles", profiles.clone()),
        ("profile", profiles),
        ("actions", actions.clone()),
        ("after", actions.clone()),
        ("named", actions),
        ("rule", rules().collect()),
    ];
    given(command, &lists)
}

fn given(command: clap::Command, lists: &[(&str, Vec<PossibleValue>)]) -> clap::Command {
    let command = command.mut_args(|argument| {
        let list = lists.iter().find(|(id, _)| argument.get_id() == id);
        match list {
            Some((_, values)) => argument.value_parser(PossibleValuesParser::new(values.clone())),
            None => argument,
        }
    });
    command.mut_subcommands(|command| given(command, lists))
}

/// A value with what it is for; clap_complete hands the text to shells as it is, so nothing is said that one
/// of them might expand.
fn named(name: &str, help: Option<&str>) -> PossibleValue {
    let help = help.filter(|help| !help.contains(['$', '`', '\'', '"', '\\']));
    let value = PossibleValue::new(name.to_owned());
    match help {
        Some(help) => value.help(help.to_owned()),
        None => value,
    }
}

/// Writes a manual page, or all of them into a directory.
///
/// # Errors
/// There is no such command, or the output cannot be written.
pub fn man(args: &ManArgs) -> Result<u8, Failure> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    if let Some(directory) = &args.directory {
        let failed = |error| Failure::Output { to: directory.display().to_string(), error };
        std::fs::create_dir_all(directory).map_err(failed)?;
        all(&command, &mut |name, page| std::fs::write(directory.join(name), page)).map_err(failed)?;
        return Ok(0);
    }
    let mut wanted = &command;
    for name in &args.command {
        let known = || wanted.get_subcommands().map(clap::Command::get_name);
        wanted = wanted.find_subcommand(name).ok_or_else(|| unknown(name, known()))?;
    }
    let mut output = Output::new(&args.output);
    output.write(|out| page(wanted, out))?;
    output.finish()?;
    Ok(0)
}

fn unknown<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Failure {
    let meant = most_similar(name, known).map(|meant| format!(", did you mean `{meant}`?"));
    Failure::Usage(format!("unknown command `{name}`{}", meant.unwrap_or_default()))
}

fn all(command: &clap::Command, write: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut text = Vec::new();
    page(command, &mut text)?;
    write(&clap_mangen::Man::new(command.clone()).get_filename(), &text)?;
    command.get_subcommands().try_for_each(|command| all(command, write))
}

fn page(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).manual("User Commands").render(out)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_has_a_script_with_the_names_of_rules_profiles_and_actions() {
        let catalog = Catalog::bundled();
        let mut command = with_names(Cli::command(), &catalog);
        command.set_bin_name("initlint");
        command.build();
        for shell in CompletionShell::value_variants() {
            let mut out = Vec::new();
            let written = write(*shell, &command, &mut out);
            let text = String::from_utf8_lossy(&out);
            assert!(written.is_ok() && text.len() > 1000, "{shell:?}");
            for name in ["module-unload", "docker-default", "force-reload", "kernel"] {
                assert!(text.contains(name), "{shell:?}: {name}");
            }
        }
    }
}
