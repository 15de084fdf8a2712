//! The script's own process: who looks for processes by name finds it, too.

use super::{Sought, base};
use crate::catalog::process::{Finds, Itself};
use crate::exec::machine::Machine;
use crate::exec::text::Field;
use crate::filter::regex::{Extent, Pattern, Syntax};
use crate::logic::{FactKind, Guard};

impl Machine<'_> {
    /// The names that the kernel has for the script's process, and for that of a script it has called: the
    /// last components of their paths, 15 bytes of them.
    fn own_names(&self) -> Vec<Vec<u8>> {
        let first = self.sources.first().map(|source| source.name().as_bytes());
        first.into_iter().chain(self.name.known()).map(|name| base(name).to_vec()).collect()
    }

    /// Where the script itself is what is looked for: it has the name of its file, and executes its shell.
    pub(super) fn is_itself(&mut self, finds: &Finds, sought: &Sought, guard: Guard) -> Guard {
        let file =
            sought.file.iter().any(|word| word.known().is_some_and(|path| self.script_is_read_by(path)));
        let kinds = [
            (&sought.file, file),
            (&sought.name, sought.name.iter().any(|word| self.is_own_name(word))),
            (&sought.pattern, sought.pattern.iter().any(|word| self.is_like_own_name(word, sought.whole))),
        ];
        let by_name = finds.itself != Itself::Never;
        let fits = |(words, fits): &(&Vec<Field>, bool), by_file: bool| {
            *fits && (by_name || by_file) && !words.is_empty()
        };
        // Every kind of words must fit, unless they are files or names.
        let fits = if finds.program.is_empty() {
            kinds.iter().zip([true, false, false]).all(|(kind, file)| kind.0.is_empty() || fits(kind, file))
        } else {
            kinds.iter().zip([true, false, false]).any(|(kind, file)| fits(kind, file))
        };
        match fits {
            true if finds.itself == Itself::Perhaps && !file => self.finds_itself_perhaps(guard),
            true => guard,
            false => Guard::FALSE,
        }
    }

    fn is_own_name(&self, word: &Field) -> bool {
        let names = self.own_names();
        let is = |word: &[u8]| names.iter().any(|own| word == own || word == self.conventions().kept(own));
        word.known().is_some_and(is)
    }

    /// Whether its name matches an expression; of its command line the path is known.
    fn is_like_own_name(&self, word: &Field, whole: bool) -> bool {
        let Some(expression) = word.known() else { return false };
        let syntax = Syntax { extended: true, ..Syntax::default() };
        let Some(pattern) = Pattern::any(&[expression], syntax, Extent::Anywhere) else { return false };
        let path = self.sources.first().filter(|_| whole).map(|source| source.name().as_bytes().to_vec());
        let kept = self.own_names().into_iter().map(|name| self.conventions().kept(&name).to_vec());
        kept.chain(path).any(|text| pattern.is_match(&text))
    }

    /// Whether it does depends on how deep in the script it was called: `-o %PPID` leaves out its parent.
    fn finds_itself_perhaps(&mut self, guard: Guard) -> Guard {
        let subject = "a search for the script's own name".to_owned();
        let answers = ["does not find the script itself", "finds the script itself"];
        let fact = self.open_fact(FactKind::Other, subject, 0, &answers, 0);
        let finds = self.is(fact, 1);
        self.and(guard, finds)
    }
}
