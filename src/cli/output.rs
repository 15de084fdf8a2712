//! Where the output goes. It is written at once, when there is nothing left to fail.

use std::fs;
use std::io::{self, ErrorKind, Write};

use super::args::OutputArgs;
use super::color;
use super::error::Failure;
use crate::catalog::CatalogError;
use crate::report::text::visible;
use crate::report::{Style, human};

/// The output of a run, collected in memory.
pub struct Output<'a> {
    args: &'a OutputArgs,
    /// How it looks.
    pub style: Style,
    text: Vec<u8>,
}

impl<'a> Output<'a> {
    /// Nothing yet, for where the options say.
    pub fn new(args: &'a OutputArgs) -> Self {
        let style =
            if args.output.is_some() { color::of_file(args.color) } else { color::of_stdout(args.color) };
        Self { args, style, text: Vec::new() }
    }

    /// Adds what a format writes.
    ///
    /// # Errors
    /// Those of the format.
    pub fn write(&mut self, format: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        format(&mut self.text).map_err(|error| Failure::Output { to: self.name(), error })
    }

    /// Hands it out. A reader that has enough and closes its pipe is no failure.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> Result<(), Failure> {
        let written = match &self.args.output {
            Some(path) => fs::write(path, &self.text),
            None => to_stdout(&self.text),
        };
        written.map_err(|error| Failure::Output { to: self.name(), error })
    }

    fn name(&self) -> String {
        self.args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string())
    }
}

fn to_stdout(text: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Tells why the program could not do what was asked.
pub fn tell(failure: &Failure) {
    let mistake = |what, mistake| {
        let _ = human::mistake(&mut io::stderr(), what, mistake, color::of_stderr());
    };
    match failure {
        Failure::Several(failures) => failures.iter().for_each(tell),
        Failure::Config(mistakes) => mistakes
            .iter()
            .for_each(|wrong| mistake("configuration", (&wrong.source, wrong.span, &wrong.message))),
        Failure::Catalog(CatalogError::Invalid { message, place, .. }) => {
            mistake("rules", (&place.0, place.1, message));
        }
        _ => failure.messages().iter().for_each(|message| complain(Complaint::Error, message)),
    }
}

/// Tells of one thing on standard error, in one line after the program's name.
/// Nothing can be done where even that fails.
pub fn complain(kind: Complaint, message: &str) {
    let _ = writeln!(io::stderr(), "initlint: {}: {}", kind.word(), visible(message));
}

/// How much a message on standard error weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// Something asked for could not be done: the exit status is 2.
    Error,
    /// Worth knowing; nothing was missed.
    Note,
}

impl Complaint {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
        }
    }
}
