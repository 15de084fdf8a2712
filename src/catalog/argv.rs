//! Reads a command line as a command model's options and operands, where some words
//! are not known: such a word is taken for an operand, and it is remembered that it
//! may be something else.

use super::command::{CommandModel, Field, Operand};

/// One word of a command line, after the command's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// This text.
    Exact(Vec<u8>),
    /// One word that begins with this text and goes on in an unknown way.
    Prefix(Vec<u8>),
    /// One word, not known: an option, an operand, empty.
    Unknown,
    /// Any number of unknown words, also none (`$OPTIONS` without quotes).
    Many,
}

impl Argument {
    /// A known word.
    #[must_use]
    pub fn exact(text: impl AsRef<[u8]>) -> Self {
        Self::Exact(text.as_ref().to_vec())
    }

    /// What is known of its beginning.
    fn start(&self) -> &[u8] {
        match self {
            Self::Exact(text) | Self::Prefix(text) => text,
            Self::Unknown | Self::Many => b"",
        }
    }

    /// Whether it is one known word.
    fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// A word of the command line, or the end of one (`/x` in `--file=/x`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Which argument, from 0.
    pub argument: usize,
    /// How many of its bytes stand before the value.
    pub strip: usize,
}

/// An option that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its name: the last spelling that the model lists, or the word itself.
    pub name: String,
    /// Its argument.
    pub value: Option<Value>,
    /// It may be something else: an unknown word stands before it and may take it as its argument.
    pub doubtful: bool,
}

/// A word that is taken for an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which argument, from 0.
    pub argument: usize,
    /// It may be an option, an option's argument, or nothing.
    pub doubtful: bool,
}

/// A command line, read.
#[derive(Clone, Debug)]
pub struct Parsed<'a> {
    /// The words that were read.
    pub argv: &'a [Argument],
    /// The options, in order.
    pub options: Vec<Given>,
    /// The operands, in order.
    pub operands: Vec<Taken>,
    /// Some word may be any option.
    pub open: bool,
    /// Some word may be any number of operands.
    pub many: bool,
    /// The program's file, links followed, where it is known.
    pub program: Option<Vec<u8>>,
    /// What stands in the fields that the model's cases ask for ([`super::command::When::field`]), where it is known.
    pub fields: Vec<(Field, Vec<u8>)>,
}

/// What an [`Operand`] selector means on one command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The argument with this index, without so many bytes at its start.
    Argument(usize, usize),
    /// This text.
    Literal(String),
    /// A word, but it is not known which.
    Unknown,
}

impl CommandModel {
    /// Reads the words after the command's name.
    #[must_use]
    pub fn read<'a>(&self, argv: &'a [Argument]) -> Parsed<'a> {
        let parsed = Parsed {
            argv,
            options: Vec::new(),
            operands: Vec::new(),
            open: false,
            many: false,
            program: None,
            fields: Vec::new(),
        };
        let mut reader =
            Reader { model: self, parsed, at: 0, only_operands: !self.has_options(), swallow: false };
        while reader.at < argv.len() {
            reader.word();
        }
        reader.parsed
    }

    fn has_options(&self) -> bool {
        !self.flags.is_empty() || !self.valued.is_empty()
    }

    /// The name that stands for an option however it is spelled, and whether it takes an argument.
    /// Long options may be abbreviated where that is unique.
    pub fn option_named(&self, word: &str) -> Option<(&str, bool)> {
        let all = || {
            let flags = self.flags.iter().map(|flag| (flag, false));
            flags.chain(self.valued.iter().map(|valued| (valued, true)))
        };
        let name = |group: &'_ str| group.rfind('|').map_or(0, |bar| bar + 1);
        if let Some((group, valued)) = all().find(|(group, _)| group.split('|').any(|one| one == word)) {
            return Some((&group[name(group)..], valued));
        }
        let abbreviated = |group: &str| {
            word.len() > 2 && word.starts_with("--") && group.split('|').any(|o| o.starts_with(word))
        };
        let mut fitting = all().filter(|(group, _)| abbreviated(group));
        match (fitting.next(), fitting.next()) {
            (Some((group, valued)), None) => Some((&group[name(group)..], valued)),
            _ => None,
        }
    }
}

struct Reader<'m, 'a> {
    model: &'m CommandModel,
    parsed: Parsed<'a>,
    at: usize,
    only_operands: bool,
    /// The word before may have been an option that takes this one.
    swallow: bool,
}

impl Reader<'_, '_> {
    fn word(&mut self) {
        let argument = &self.parsed.argv[self.at];
        if self.only_operands {
            self.operand(matches!(argument, Argument::Many));
            return;
        }
        match argument {
            Argument::Unknown | Argument::Many => self.unknown_word(),
            Argument::Prefix(text) if text.is_empty() => self.unknown_word(),
            Argument::Exact(text) if text == b"--" => {
                self.only_operands = true;
                self.at += 1;
            }
            Argument::Exact(text) | Argument::Prefix(text) if text.starts_with(b"--") && text.len() > 2 => {
                self.long_option();
            }
            Argument::Exact(text) if text == b"-" && self.model.option_named("-").is_some() => {
                self.short_options();
            }
            Argument::Exact(text) if text.starts_with(b"-") && text.len() > 1 => self.short_options(),
            Argument::Prefix(text) if text.starts_with(b"-") => self.short_options(),
            Argument::Exact(_) | Argument::Prefix(_) => self.operand(false),
        }
    }

    /// Takes the word for an operand.
    fn operand(&mut self, doubtful: bool) {
        let many = matches!(self.parsed.argv[self.at], Argument::Many);
        self.parsed.many |= many;
        let swallowed = std::mem::take(&mut self.swallow);
        self.parsed.operands.push(Taken { argument: self.at, doubtful: doubtful || swallowed });
        self.only_operands |= self.model.options_first && !many;
        self.at += 1;
    }

    fn unknown_word(&mut self) {
        self.operand(true);
        self.something_else();
    }

    /// The word just read may be any option.
    fn something_else(&mut self) {
        self.parsed.open = true;
        self.swallow = !self.model.valued.is_empty();
    }

    fn give(&mut self, name: String, value: Option<Value>) {
        let doubtful = std::mem::take(&mut self.swallow);
        self.parsed.options.push(Given { name, value, doubtful });
    }

    fn long_option(&mut self) {
        let argument = &self.parsed.argv[self.at];
        let text = String::from_utf8_lossy(argument.start()).into_owned();
        let (spelled, attached) = match text.split_once('=') {
            Some((spelled, _)) => (spelled, Some(Value { argument: self.at, strip: spelled.len() + 1 })),
            None => (text.as_str(), None),
        };
        if attached.is_none() && !argument.is_exact() {
            self.at += 1;
            self.something_else();
            return;
        }
        let (name, valued) = self.model.option_named(spelled).unwrap_or((spelled, false));
        let name = name.to_owned();
        self.at += 1;
        let value = if valued && attached.is_none() { self.next_word() } else { attached };
        self.give(name, value);
    }

    fn short_options(&mut self) {
        let argument = &self.parsed.argv[self.at];
        let here = self.at;
        let text = String::from_utf8_lossy(argument.start()).into_owned();
        self.at += 1;
        if let Some((name, valued)) = self.model.option_named(&text)
            && argument.is_exact()
        {
            let name = name.to_owned();
            let value = if valued { self.next_word() } else { None };
            self.give(name, value);
            return;
        }
        for (offset, letter) in text.char_indices().skip(1) {
            let spelled = format!("-{letter}");
            let (name, valued) = self.model.option_named(&spelled).unwrap_or((&spelled, false));
            let name = name.to_owned();
            let after = offset + letter.len_utf8();
            if !valued {
                self.give(name, None);
            } else if after < text.len() || !argument.is_exact() {
                self.give(name, Some(Value { argument: here, strip: after }));
                return;
            } else {
                let value = self.next_word();
                self.give(name, value);
                return;
            }
        }
        if !argument.is_exact() {
            self.something_else();
        }
    }

    /// The next word, as an option's argument.
    fn next_word(&mut self) -> Option<Value> {
        let argument = self.at;
        match self.parsed.argv.get(argument)? {
            // The first of its words, if it has one; the others are what they are.
            Argument::Many => {
                self.unknown_word();
                Some(Value { argument, strip: 0 })
            }
            _ => {
                self.at += 1;
                Some(Value { argument, strip: 0 })
            }
        }
    }
}

impl Parsed<'_> {
    /// The words that a selector means; an option's name in any of its spellings.
    #[must_use]
    pub fn targets(&self, model: &CommandModel, operand: &Operand) -> Vec<Target> {
        let count = self.operands.len();
        match operand {
            Operand::All => self.range(0, count),
            Operand::Rest => self.range(1, count),
            Operand::ButLast => self.range(0, count.saturating_sub(1)),
            Operand::Nth(index) => self.nth(*index),
            Operand::Last if self.many && count > 1 => vec![Target::Unknown],
            Operand::Last => self.range(count.saturating_sub(1), count),
            Operand::Option(name) => self.option_values(model, name),
            Operand::After(start) => self.operands_after(start),
            Operand::Path(path) => vec![Target::Literal(path.clone())],
            Operand::Following(word) => self.following(word),
            Operand::Lines(of) if self.targets(model, of).is_empty() => Vec::new(),
            Operand::Lines(_) | Operand::Input => vec![Target::Unknown],
            Operand::Below(below) => self.targets(model, &below.of),
        }
    }

    /// The argument of an option, whichever way it is spelled.
    pub(super) fn given<'s>(
        &'s self,
        model: &'s CommandModel,
        name: &'s str,
    ) -> impl Iterator<Item = &'s Given> {
        let name = model.option_named(name).map_or(name, |(canonical, _)| canonical);
        self.options.iter().filter(move |option| option.name == name)
    }

    fn option_values(&self, model: &CommandModel, name: &str) -> Vec<Target> {
        self.given(model, name)
            .filter_map(|option| option.value)
            .map(|value| Target::Argument(value.argument, value.strip))
            .collect()
    }

    /// Where a word that is not known may be that word, it is not known either what follows it.
    fn following(&self, word: &str) -> Vec<Target> {
        let is = |operand: &Taken| match &self.argv[operand.argument] {
            Argument::Exact(text) => Some(text == word.as_bytes()),
            _ => None,
        };
        for (at, operand) in self.operands.iter().enumerate() {
            match is(operand) {
                Some(true) => return self.nth(at + 1),
                Some(false) => {}
                None => return vec![Target::Unknown],
            }
        }
        Vec::new()
    }

    fn operands_after(&self, start: &str) -> Vec<Target> {
        let fits = |argument: &usize| self.argv[*argument].start().starts_with(start.as_bytes());
        let arguments = self.operands.iter().map(|operand| operand.argument).filter(fits);
        arguments.map(|argument| Target::Argument(argument, start.len())).collect()
    }

    fn range(&self, from: usize, to: usize) -> Vec<Target> {
        let taken = self.operands.get(from..to).unwrap_or_default();
        taken.iter().map(|operand| Target::Argument(operand.argument, 0)).collect()
    }

    /// Words of unknown number before it make it unknown which word it is.
    fn nth(&self, index: usize) -> Vec<Target> {
        let before = self.operands.iter().take(index + 1);
        let shifted = before.clone().any(|operand| matches!(self.argv[operand.argument], Argument::Many));
        match self.operands.get(index) {
            Some(_) | None if shifted => vec![Target::Unknown],
            Some(operand) => vec![Target::Argument(operand.argument, 0)],
            None => Vec::new(),
        }
    }
}
