//! Commands that tell of files: their attributes (stat(1)), where links lead (readlink(1)), paths without links.

use std::rc::Rc;

use super::paths::Line;
use crate::catalog::command::{AttributesModel, PathsModel};
use crate::catalog::profile::{Device, PathState};
use crate::exec::attributes::{Attributes, letters};
use crate::exec::files::FileState;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::world::Link;

/// One stretch of the form in which files are described.
enum Stretch {
    Text(Vec<u8>),
    /// What a letter stands for.
    Letter(u8),
    /// Something else of a file, which a letter stands for, too.
    Other(u8),
}

/// What is described.
struct Described<'a> {
    name: &'a Text,
    kind: Option<Kind>,
    attributes: Attributes,
    size: Option<u64>,
}

/// A kind of file, as stat(1) calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Empty,
    Directory,
    Link,
    Character,
    Block,
    Pipe,
    Socket,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::File => "regular file",
            Self::Empty => "regular empty file",
            Self::Directory => "directory",
            Self::Link => "symbolic link",
            Self::Character => "character special file",
            Self::Block => "block special file",
            Self::Pipe => "fifo",
            Self::Socket => "socket",
        }
    }

    fn letter(self) -> u8 {
        match self {
            Self::File | Self::Empty => b'-',
            Self::Directory => b'd',
            Self::Link => b'l',
            Self::Character => b'c',
            Self::Block => b'b',
            Self::Pipe => b'p',
            Self::Socket => b's',
        }
    }
}

impl Machine<'_> {
    /// What is written about files, each where it is there.
    pub(super) fn described(
        &mut self,
        line: Line<'_>,
        model: &AttributesModel,
        guard: Guard,
        subject: &str,
    ) -> Choice<Text> {
        let form = self.targets(line, &model.form).last().and_then(Field::known).map(<[u8]>::to_vec);
        let stretches = form.and_then(|form| read_form(&form, model.escapes));
        let fields = self.targets(line, &model.of);
        let follows = model.follows.iter().any(|option| line.has(option));
        let Some(stretches) = stretches else {
            return Choice::under(guard, self.unknown_text(Class::Any, subject));
        };
        self.of_each(&fields, guard, subject, |machine, name, own| {
            machine.described_file(name, &stretches, follows, own)
        })
    }

    /// Texts about files, one after the other.
    fn of_each(
        &mut self,
        fields: &[Field],
        guard: Guard,
        subject: &str,
        mut one: impl FnMut(&mut Self, &Text, Guard) -> Choice<Text>,
    ) -> Choice<Text> {
        let mut all = Choice::under(guard, Text::default());
        for field in fields {
            let texts = match field {
                Field::One(name) => one(self, name, guard),
                Field::Many(_) => Choice::under(guard, self.unknown_text(Class::Any, subject)),
            };
            all = self.product(&all, &texts, Text::concat);
        }
        self.cut(all, subject)
    }

    fn described_file(&mut self, name: &Text, form: &[Stretch], follows: bool, guard: Guard) -> Choice<Text> {
        let links = if follows { Choice::under(guard, Link::None) } else { self.link_at(name, guard) };
        let unknown = Described { name, kind: None, attributes: Attributes::default(), size: None };
        let mut all = Choice::default();
        for (own, link) in links.iter() {
            match link {
                Link::Unknown => {
                    let text = self.filled_form(form, &unknown);
                    all.add(&mut self.guards, own, text);
                }
                Link::To(target) => {
                    let attributes = Attributes { mode: Some(0o777), ..Attributes::default() };
                    let size = u64::try_from(target.len()).ok();
                    let text = self.filled_form(
                        form,
                        &Described { kind: Some(Kind::Link), attributes, size, ..unknown },
                    );
                    all.add(&mut self.guards, own, text);
                }
                Link::None => {
                    for (own, path) in self.path_of(name, own).iter() {
                        let texts = match path {
                            Some(path) => self.described_path(name, path, form, own),
                            None => Choice::under(own, self.filled_form(form, &unknown)),
                        };
                        all.join(&mut self.guards, texts);
                    }
                }
            }
        }
        all
    }

    fn described_path(
        &mut self,
        name: &Text,
        path: &Rc<[u8]>,
        form: &[Stretch],
        guard: Guard,
    ) -> Choice<Text> {
        let states = self.path_states(path, guard);
        let attributes = self.attributes(path, guard);
        let mut all = Choice::default();
        for (own, (state, attributes)) in
            self.product(&states, &attributes, |state, attributes| (state.clone(), *attributes)).iter()
        {
            if state.kind == PathState::Absent {
                all.add(&mut self.guards, own, Text::default());
                continue;
            }
            let size = self.size_of(path, state);
            let kind = self.kind_of(path, state, size);
            let text = self.filled_form(form, &Described { name, kind, attributes: *attributes, size });
            all.add(&mut self.guards, own, text);
        }
        all
    }

    fn size_of(&self, path: &Rc<[u8]>, state: &FileState) -> Option<u64> {
        match (state.kind, &state.content) {
            (PathState::Directory | PathState::Special, _) => None,
            (PathState::Empty, _) => Some(0),
            (_, Some(text)) => u64::try_from(text.known()?.len()).ok(),
            (_, None) => {
                let sizes: Vec<u64> = (0..self.world.profiles().len())
                    .map(|profile| self.world.attributes(path, profile).map(|found| found.size))
                    .collect::<Option<_>>()?;
                sizes.first().copied().filter(|first| sizes.iter().all(|size| size == first))
            }
        }
    }

    fn kind_of(&self, path: &Rc<[u8]>, state: &FileState, size: Option<u64>) -> Option<Kind> {
        match state.kind {
            PathState::Directory => Some(Kind::Directory),
            PathState::Empty => Some(Kind::Empty),
            PathState::File => Some(Kind::File),
            PathState::Executable => size.map(|size| if size == 0 { Kind::Empty } else { Kind::File }),
            PathState::Special => {
                let devices: Vec<Option<Device>> = (0..self.world.profiles().len())
                    .map(|profile| self.world.device(path, profile))
                    .collect();
                let first = devices.first().copied().flatten()?;
                devices.iter().all(|device| *device == Some(first)).then_some(match first {
                    Device::Character => Kind::Character,
                    Device::Block => Kind::Block,
                    Device::Pipe => Kind::Pipe,
                    Device::Socket => Kind::Socket,
                })
            }
            PathState::Unreadable | PathState::Absent => None,
        }
    }

    fn filled_form(&mut self, form: &[Stretch], file: &Described<'_>) -> Text {
        let mut text = Text::default();
        for stretch in form {
            let next = match stretch {
                Stretch::Text(bytes) => Text::exact(bytes.as_slice()),
                Stretch::Letter(letter) => self.detail(*letter, file),
                Stretch::Other(letter) => {
                    self.unknown_detail(file.name, *letter, Class::NonEmpty, "a detail")
                }
            };
            text = text.concat(&next);
        }
        text
    }

    /// What a letter stands for (coreutils' stat).
    fn detail(&mut self, letter: u8, file: &Described<'_>) -> Text {
        let Described { name, kind, attributes: Attributes { uid, gid, mode }, size } = file;
        let (known, class, what) = match letter {
            b'n' => return (*name).clone(),
            b'a' => {
                (mode.map(|mode| format!("{mode:o}")), Class::Number { min: 0, max: 7777 }, "the permissions")
            }
            b'A' => {
                let shown = kind.zip(*mode).map(|(kind, mode)| letters(kind.letter(), mode));
                (shown, Class::Word, "the permissions")
            }
            b'u' => (uid.map(|uid| uid.to_string()), Class::COUNT, "the owner"),
            b'g' => (gid.map(|gid| gid.to_string()), Class::COUNT, "the group"),
            b'U' => (self.shown_name(true, *uid), Class::Word, "the owner"),
            b'G' => (self.shown_name(false, *gid), Class::Word, "the group"),
            b'F' => (kind.map(|kind| kind.words().to_owned()), Class::NonEmpty, "the kind"),
            _ => (size.map(|size| size.to_string()), Class::COUNT, "the size"),
        };
        match known {
            Some(known) => Text::exact(known),
            None => self.unknown_detail(name, letter, class, what),
        }
    }

    fn shown_name(&mut self, user: bool, number: Option<u32>) -> Option<String> {
        let table = if user { self.conventions().users() } else { self.conventions().groups() };
        match self.name_of_number(table, number?)? {
            Some(name) => String::from_utf8(name).ok(),
            None => Some("UNKNOWN".to_owned()),
        }
    }

    /// Where links lead.
    pub(super) fn links_told(
        &mut self,
        line: Line<'_>,
        model: &PathsModel,
        guard: Guard,
        subject: &str,
    ) -> Choice<Text> {
        let fields = self.targets(line, &model.of);
        let end = if model.bare && fields.len() == 1 { "" } else { "\n" };
        self.of_each(&fields, guard, subject, |machine, name, own| {
            let links = machine.link_at(name, own);
            let unknown = machine.unknown_text(Class::NonEmpty, format!("where {} leads", name.shown()));
            links.map(&mut machine.guards, |link| match link {
                Link::None => Text::default(),
                Link::Unknown => unknown.concat(&Text::exact(end)),
                Link::To(target) => Text::exact([target, end.as_bytes()].concat()),
            })
        })
    }

    /// Paths without links; nothing of what cannot be one, which `case_paths` says.
    pub(super) fn resolved_told(
        &mut self,
        line: Line<'_>,
        model: &PathsModel,
        done: Guard,
        subject: &str,
    ) -> Choice<Text> {
        let fields = self.targets(line, &model.of);
        let end = if model.bare && fields.len() == 1 { "" } else { "\n" };
        self.of_each(&fields, done, subject, |machine, name, own| {
            let mut all = Choice::default();
            for (own, path) in machine.absolute(name, own).iter() {
                let resolved = path.as_deref().and_then(|path| machine.resolved(path));
                let text = match resolved {
                    Some(resolved) => Text::exact(resolved),
                    None => {
                        let subject = format!("where {} is", name.shown());
                        machine.unknown_text(Class::NonEmpty, subject)
                    }
                };
                all.add(&mut machine.guards, own, text.concat(&Text::exact(end)));
            }
            all
        })
    }

    /// A path from the root directory on.
    fn absolute(&mut self, path: &Text, guard: Guard) -> Choice<Option<Vec<u8>>> {
        let Some(known) = path.known().filter(|known| !known.is_empty()) else {
            return Choice::under(guard, None);
        };
        if known.starts_with(b"/") {
            return Choice::under(guard, Some(known.to_vec()));
        }
        let directories = self.shell.directory.within(&mut self.guards, guard);
        directories.map(&mut self.guards, |directory| Some([directory.known()?, b"/", known].concat()))
    }
}

/// A form as stretches; `None`: something in it is not known.
fn read_form(form: &[u8], escapes: bool) -> Option<Vec<Stretch>> {
    let mut stretches = Vec::new();
    let mut text = Vec::new();
    let mut rest = form.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' if escapes => text.push(match rest.next()? {
                b'n' => b'\n',
                b't' => b'\t',
                b'\\' => b'\\',
                b'"' => b'"',
                _ => return None,
            }),
            b'%' => {
                let letter = match rest.next()? {
                    b'%' => {
                        text.push(b'%');
                        continue;
                    }
                    letter => *letter,
                };
                stretches.push(Stretch::Text(std::mem::take(&mut text)));
                match letter {
                    b'n' | b'a' | b'A' | b'u' | b'g' | b'U' | b'G' | b'F' | b's' => {
                        stretches.push(Stretch::Letter(letter));
                    }
                    letter if letter.is_ascii_alphabetic() => stretches.push(Stretch::Other(letter)),
                    // Widths and flags.
                    _ => return None,
                }
            }
            byte => text.push(*byte),
        }
    }
    if !escapes {
        text.push(b'\n');
    }
    stretches.push(Stretch::Text(text));
    Some(stretches)
}
