//! The words of a command: what looks like an assignment behind a declaration utility is expanded as
//! one (POSIX XCU 2.9.1.1), without splitting and with tildes.

use crate::exec::builtin::{self, Shells};
use crate::exec::machine::Machine;
use crate::exec::text::Field;
use crate::logic::{Choice, Guard};
use crate::syntax::word::{Part, Word};

impl Machine<'_> {
    /// The fields of a simple command's words.
    pub fn command_fields(&mut self, words: &[Word], guard: Guard) -> Choice<Vec<Field>> {
        let asks = words.iter().skip(1).any(|word| as_assignment(&word.parts).is_some());
        let Some((first, rest)) = words.split_first().filter(|_| asks) else {
            return self.fields(words, guard);
        };
        let heads = self.fields([first], guard);
        let mut all = Choice::default();
        for (own, head) in heads.iter() {
            let declares = self.declares(words, head, own);
            let plain = self.minus(own, declares);
            for (own, declares) in [(declares, true), (plain, false)] {
                let fields = self.words_behind(head, rest, declares, own);
                all.join(&mut self.guards, fields);
            }
        }
        all
    }

    /// Where the command is a declaration utility: dash looks at the name that was expanded, bash at the
    /// one that stands there; `command` before it is seen through, but not by plain bash.
    fn declares(&mut self, words: &[Word], head: &[Field], guard: Guard) -> Guard {
        let through = usize::from(words.first().and_then(Word::bare) == Some(b"command"));
        let bare = words.get(if self.is_plain_bash() { 0 } else { through });
        let expanded = match words.get(1).filter(|_| through == 1) {
            Some(word) => word.literal(),
            None => head.first().and_then(Field::known).map(<[u8]>::to_vec),
        };
        let dash = shells_of(expanded.as_deref()).dash;
        let bash = shells_of(bare.and_then(Word::bare)).bash;
        self.where_shells(Shells { dash, bash }, guard)
    }

    fn words_behind(
        &mut self,
        head: &[Field],
        words: &[Word],
        declares: bool,
        guard: Guard,
    ) -> Choice<Vec<Field>> {
        let mut all = Choice::under(guard, head.to_vec());
        for word in words {
            let assigned = as_assignment(&word.parts);
            if let Some(parts) = assigned.as_ref().filter(|_| declares) {
                let cover = all.cover(&mut self.guards);
                let fragments = self.fragments(parts, cover, false);
                let texts = self.joined(&fragments);
                let more = texts.map(&mut self.guards, |text| vec![Field::One(text.clone())]);
                all = self.more_fields(&all, &more, word);
                continue;
            }
            // bash under its own name takes the tildes of all such words.
            let parts = assigned.filter(|_| self.is_plain_bash()).unwrap_or_else(|| word.parts.clone());
            all = self.braces_behind(all, &parts, word);
        }
        all
    }
}

fn shells_of(name: Option<&[u8]>) -> Shells {
    let name = name.and_then(|name| std::str::from_utf8(name).ok());
    builtin::shells_where_declaring(name.unwrap_or_default())
}

/// The parts of a word that looks like an assignment, tildes at their places.
fn as_assignment(parts: &[Part]) -> Option<Vec<Part>> {
    let Some(Part::Literal { text, .. }) = parts.first() else { return None };
    let equals = text.iter().position(|byte| *byte == b'=')?;
    let name = text.get(..equals)?;
    let name = name.strip_suffix(b"+").unwrap_or(name);
    if !builtin::is_name(std::str::from_utf8(name).ok()?) {
        return None;
    }
    let mut found = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let Part::Literal { span, text } = part else {
            found.push(part.clone());
            continue;
        };
        let last = index + 1 == parts.len();
        let mut start = 0;
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            let opens = before == Some(&b':') || index == 0 && at == equals + 1;
            let length = text
                .get(at + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| !b"/:".contains(byte))
                .count();
            let end = at + 1 + length;
            // Quotes or expansions in the name take the tilde its meaning.
            if *byte != b'~' || !opens || end == text.len() && !last {
                at += 1;
                continue;
            }
            let user = String::from_utf8_lossy(text.get(at + 1..end).unwrap_or_default()).into_owned();
            found.push(Part::Literal { span: *span, text: text.get(start..at).unwrap_or_default().to_vec() });
            found.push(Part::Tilde { span: *span, user });
            (start, at) = (end, end);
        }
        found.push(Part::Literal { span: *span, text: text.get(start..).unwrap_or_default().to_vec() });
    }
    Some(found)
}
