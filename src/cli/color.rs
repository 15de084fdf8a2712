//! Whether to use colours, and how wide the output is.

use std::env;
use std::io::IsTerminal;

use super::args::When;
use crate::report::{Paint, Style};

/// What decides about colours besides `--color`.
#[derive(Clone, Copy, Debug, Default)]
struct Circumstances {
    /// NO_COLOR is set and not empty (no-color.org).
    refused: bool,
    /// CLICOLOR_FORCE is set, not empty and not 0 (bixense.com/clicolors).
    forced: bool,
    /// The output goes to a terminal…
    terminal: bool,
    /// …that TERM calls dumb, or does not name.
    dumb: bool,
}

/// The style of standard output.
pub fn of_stdout(when: When) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let circumstances = Circumstances::here(terminal);
    let columns =
        terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
    let paint = match circumstances.paint(when) {
        Paint::Colored if terminal && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) => {
            Paint::Linked
        }
        paint => paint,
    };
    Style { paint, columns: columns.map_or(Style::PLAIN.columns, readable) }
}

/// The style of standard error.
pub fn of_stderr() -> Style {
    let circumstances = Circumstances::here(std::io::stderr().is_terminal());
    Style { paint: circumstances.paint(When::Auto), ..Style::PLAIN }
}

/// The style of a file: colours only on demand.
pub fn of_file(when: When) -> Style {
    Style { paint: Circumstances::default().paint(when), ..Style::PLAIN }
}

/// Columns in which prose can be read, whatever the terminal's.
fn readable(columns: usize) -> usize {
    columns.clamp(60, 120)
}

impl Circumstances {
    fn here(terminal: bool) -> Self {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            refused: set("NO_COLOR").is_some(),
            forced: set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            terminal,
            dumb: env::var_os("TERM").is_none_or(|term| term == "dumb"),
        }
    }

    /// The option counts most, then NO_COLOR, then CLICOLOR_FORCE, then the terminal.
    fn paint(self, when: When) -> Paint {
        let wanted = match when {
            When::Always => true,
            When::Never => false,
            When::Auto if self.refused => false,
            When::Auto => self.forced || (self.terminal && !self.dumb),
        };
        if wanted { Paint::Colored } else { Paint::Plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_counts_more_than_the_environment() {
        let refused = Circumstances { refused: true, terminal: true, ..Circumstances::default() };
        assert_eq!(refused.paint(When::Always), Paint::Colored);
        let forced = Circumstances { forced: true, ..Circumstances::default() };
        assert_eq!(forced.paint(When::Never), Paint::Plain);
    }

    #[test]
    fn the_environment_counts_more_than_the_terminal() {
        let terminal = Circumstances { terminal: true, ..Circumstances::default() };
        assert_eq!(terminal.paint(When::Auto), Paint::Colored);
        assert_eq!(Circumstances { refused: true, forced: true, ..terminal }.paint(When::Auto), Paint::Plain);
        assert_eq!(Circumstances { dumb: true, ..terminal }.paint(When::Auto), Paint::Plain);
        assert_eq!(Circumstances { terminal: false, ..terminal }.paint(When::Auto), Paint::Plain);
        assert_eq!(
            Circumstances { terminal: false, forced: true, ..terminal }.paint(When::Auto),
            Paint::Colored
        );
    }
}
