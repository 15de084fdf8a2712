//! What the kernel tells of a process in files (proc(5)).

use std::rc::Rc;

use super::{Program, base};
use crate::exec::files::FileRead;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, HoleId, Piece, Text};
use crate::logic::{Choice, FactKind, Guard};

/// The words that a process was started with.
const COMMAND_LINE: &[u8] = b"/cmdline";
/// Its name.
const NAME: &[u8] = b"/comm";

impl Machine<'_> {
    /// Reads a file that a path names in the directory of a process whose number is not known as such; `None`: it
    /// names no such file, or one of which nothing is told here.
    pub fn read_of_process(&mut self, path: &Text, guard: Guard) -> Option<FileRead> {
        let (hole, file) = self.file_of_process(path)?;
        if file != COMMAND_LINE && file != NAME {
            return None;
        }
        let number = Text::hole(hole);
        let empty = self.text_is_empty(&number);
        let guard = self.minus(guard, empty);
        let numbered = self.numbered_text(&number, guard);
        let mut content = Choice::default();
        let mut rest = numbered.alive;
        for (id, own) in numbered.hits {
            let told =
                if file == NAME { self.name_of_process(id) } else { self.process(id).command_line.clone() };
            let Some(told) = told else { continue };
            let subject = format!("{}, as proc(5) shows it,", self.process(id).shown);
            let answers = ["calls itself something else", "has the words that it was started with"];
            let which = self.namesake(id);
            let fact = self.open_fact(FactKind::Other, subject, which, &answers, 1);
            let same = self.is(fact, 1);
            let here = self.and(own, same);
            content.add(&mut self.guards, here, told);
            rest = self.minus(rest, here);
        }
        let unknown = self.unknown_text(Class::Any, format!("what {} holds", path.shown()));
        content.add(&mut self.guards, rest, unknown);
        Some(FileRead { works: numbered.alive, content })
    }

    /// The process that a path is about, and the rest of the path.
    pub(super) fn file_of_process(&self, path: &Text) -> Option<(HoleId, Vec<u8>)> {
        let directory = self.conventions().directory();
        path.start().strip_prefix(directory).filter(|rest| *rest == b"/")?;
        match path.after(directory.len() + 1)?.pieces() {
            [Piece::Hole(hole), Piece::Bytes(file)] => Some((*hole, file.clone())),
            _ => None,
        }
    }

    fn name_of_process(&self, id: super::ProcessId) -> Option<Text> {
        let name = self.conventions().kept(base(self.process(id).file.as_ref()?));
        Some(Text::exact([name, b"\n"].concat()))
    }

    /// The words that a program is started with; what reads it comes first where it is read (execve(2)).
    pub(super) fn command_line(&mut self, program: &Program<'_>, file: Option<&Rc<[u8]>>) -> Option<Text> {
        let called = program.program.as_ref().or(program.file.as_ref())?;
        let bytes = file.and_then(|file| self.world.read(file).same()?.clone());
        let reader = bytes.and_then(|bytes| words_of_shebang(&bytes)).unwrap_or_default();
        let reader = reader.into_iter().map(|word| Field::One(Text::exact(word)));
        let mut line = Text::default();
        for word in reader.chain([called.clone()]).chain(program.words.iter().cloned()) {
            match word {
                Field::One(text) => line = line.concat(&text).concat(&Text::exact(*b"\0")),
                Field::Many(hole) => line = line.concat(&Text::hole(hole)),
            }
        }
        Some(line)
    }
}

/// What the first line of a program's file puts in front of its name: the interpreter, and all that follows as one
/// word.
fn words_of_shebang(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let line = bytes.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?.trim_ascii();
    let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
    let (reader, rest) = line.split_at(end);
    Some(
        [reader, rest.trim_ascii()].into_iter().filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect(),
    )
}
