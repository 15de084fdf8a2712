//! Files of the kernel that hold one line of a given form.

use super::machine::Machine;
use super::text::{Class, Text};

impl Machine<'_> {
    /// The line of a file whose form the kernel gives.
    pub(super) fn line_of_words(&mut self, path: &[u8], subject: &str) -> Option<Text> {
        let words = self.conventions().numbers_of_line(path)?;
        let mut line = Text::default();
        for (at, number) in words.iter().enumerate() {
            let class = if *number { Class::INTEGER } else { Class::Word };
            let word = self.unknown_text(class, format!("word {} of {subject}", at + 1));
            let between = if at == 0 { "" } else { " " };
            line = line.concat(&Text::exact(between)).concat(&word);
        }
        Some(line.concat(&Text::exact("\n")))
    }
}
