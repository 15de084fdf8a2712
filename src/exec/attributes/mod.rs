//! Who owns files, what their permissions are, and where links lead: what the world says of a path, and what the
//! script has made of it since.

mod mode;

use std::rc::Rc;

use rustc_hash::FxHashMap;

pub(super) use mode::{NewMode, letters};

use super::files::is_below;
use super::machine::Machine;
use super::model::field_of;
use super::text::{Class, Text};
use crate::catalog::profile::PathState;
use crate::logic::{Choice, FactKind, Guard};
use crate::world::Link;

/// What a file has besides what it holds; `None`: that is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    pub mode: Option<u32>,
}

/// What becomes of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Kept,
    Is(u32),
    Unknown,
}

impl Owner {
    fn of(self, old: Option<u32>) -> Option<u32> {
        match self {
            Self::Kept => old,
            Self::Is(number) => Some(number),
            Self::Unknown => None,
        }
    }
}

/// What is done to the attributes of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Anything.
    Unknown,
    Owners {
        user: Owner,
        group: Owner,
    },
    /// With the umask, where that counts and is known.
    Mode(NewMode, Option<u32>),
    AnyMode,
}

impl Change {
    fn of(&self, old: Attributes, is_directory: bool) -> Attributes {
        match self {
            Self::Unknown => Attributes::default(),
            Self::Owners { user, group } => {
                let (uid, gid) = (user.of(old.uid), group.of(old.gid));
                // Programs lose their set-id bits (chown(2)).
                let clears = |mode: u32| match mode & 0o2010 == 0o2010 {
                    _ if is_directory => mode,
                    true => mode & !0o6000,
                    false => mode & !0o4000,
                };
                Attributes { uid, gid, mode: old.mode.map(clears) }
            }
            Self::AnyMode => Attributes { mode: None, ..old },
            Self::Mode(new, umask) => Attributes { mode: new.of(old.mode, is_directory, *umask), ..old },
        }
    }
}

/// With which permissions something is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fresh {
    /// The permissions that are asked for; `None`: not known.
    pub mode: Option<u32>,
    /// Less the umask.
    pub masked: bool,
    /// These whatever the umask says.
    pub also: u32,
}

/// What of all that somebody has asked about or changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    attributes: FxHashMap<Rc<[u8]>, Choice<Attributes>>,
    /// What was done to everything below a directory, in order.
    spread: Vec<(Rc<[u8]>, Guard, Change)>,
    links: FxHashMap<Rc<[u8]>, Choice<Link>>,
    /// How many texts have been read, and whether one of them asks for any of this.
    asked: (usize, bool),
    /// Something was done that nobody had asked for yet.
    missed: bool,
    /// What is not known of a file has one name as long as nothing changes.
    details: FxHashMap<(Text, u8, u32), Text>,
}

impl Machine<'_> {
    /// Whether some text that has been read so far asks for owners, permissions or links; where none does, what becomes
    /// of them is not followed.
    pub fn follows_attributes(&mut self) -> bool {
        let (seen, asked) = self.files.known.asked;
        let is_part = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let conventions = self.conventions();
        let more = self.sources.get(seen..).unwrap_or_default();
        let asks = asked
            || more
                .iter()
                .any(|source| source.bytes().split(is_part).any(|word| conventions.tells_of_files(word)));
        self.files.known.asked = (self.sources.len(), asks);
        self.files.known.missed |= !asks;
        asks
    }

    /// What a path's file has besides what it holds.
    pub fn attributes(&mut self, path: &Rc<[u8]>, guard: Guard) -> Choice<Attributes> {
        self.find_attributes(path);
        let known = self.files.known.attributes.get(path).cloned().unwrap_or_default();
        known.within(&mut self.guards, guard)
    }

    fn find_attributes(&mut self, path: &Rc<[u8]>) {
        if self.files.known.attributes.contains_key(path) {
            return;
        }
        let answers: Vec<Option<Attributes>> = (0..self.world.profiles().len())
            .map(|profile| {
                let found = self.world.attributes(path, profile)?;
                Some(Attributes { uid: Some(found.uid), gid: Some(found.gid), mode: Some(found.mode) })
            })
            .collect();
        let subject = format!("the owner of {}", String::from_utf8_lossy(path));
        let found = self.per_profile(FactKind::Other, subject, answers, |found| match found {
            Some(Attributes { uid: Some(uid), .. }) => format!("has the number {uid}"),
            _ => "is not known".to_owned(),
        });
        let missed = self.files.known.missed;
        let mut all = found.map(&mut self.guards, |found| {
            if missed { Attributes::default() } else { found.unwrap_or_default() }
        });
        let spread = self.files.known.spread.iter().filter(|(above, ..)| is_within(path, above));
        let spread: Vec<(Guard, Change)> =
            spread.map(|(_, guard, change)| (*guard, change.clone())).collect();
        for (guard, change) in spread {
            all = self.changed(path, all, guard, &change);
        }
        for guard in self.files.removed_with(path) {
            all.set(&mut self.guards, guard, Attributes::default());
        }
        self.files.known.attributes.insert(Rc::clone(path), all);
    }

    fn changed(
        &mut self,
        path: &Rc<[u8]>,
        all: Choice<Attributes>,
        guard: Guard,
        change: &Change,
    ) -> Choice<Attributes> {
        let states = self.path_states(path, guard);
        let directory = states.when(&mut self.guards, |state| state.kind == PathState::Directory);
        let mut new = all.outside(&mut self.guards, guard);
        let other = self.minus(guard, directory);
        for (own, is_directory) in [(directory, true), (other, false)] {
            let inside = all.within(&mut self.guards, own);
            let inside = inside.map(&mut self.guards, |old| change.of(*old, is_directory));
            new.join(&mut self.guards, inside);
        }
        self.cut(new, &format!("the owner of {}", String::from_utf8_lossy(path)))
    }

    /// Something is done to the attributes of a file; with `below`, to those of all below it, too.
    pub fn change_attributes(&mut self, path: &Rc<[u8]>, guard: Guard, change: &Change, below: bool) {
        if guard.is_false() || !self.follows_attributes() {
            return;
        }
        self.find_attributes(path);
        if below {
            self.spread(path, guard, change);
        } else {
            self.apply_change(path, guard, change);
        }
    }

    /// A program may have done anything to the attributes of what it was told of, and of all below that.
    pub fn owners_may_change(&mut self, path: &Rc<[u8]>, guard: Guard) {
        if self.follows_attributes() {
            self.spread(path, guard, &Change::Unknown);
        }
    }

    /// What nobody has asked about yet has it from the start.
    fn spread(&mut self, path: &Rc<[u8]>, guard: Guard, change: &Change) {
        let known = self.files.known.attributes.keys().filter(|known| is_within(known, path));
        let mut known: Vec<Rc<[u8]>> = known.cloned().collect();
        known.sort_unstable();
        for known in known {
            self.apply_change(&known, guard, change);
        }
        self.files.known.spread.push((Rc::clone(path), guard, change.clone()));
    }

    fn apply_change(&mut self, path: &Rc<[u8]>, guard: Guard, change: &Change) {
        let all = self.attributes(path, Guard::TRUE);
        let changed = self.changed(path, all, guard, change);
        self.files.known.attributes.insert(Rc::clone(path), changed);
    }

    /// Nothing is known any more of a path's file.
    pub fn forget_attributes(&mut self, path: &Rc<[u8]>, guard: Guard) {
        let unknown = Choice::under(guard, Attributes::default());
        self.set_attributes(path, guard, unknown);
    }

    fn set_attributes(&mut self, path: &Rc<[u8]>, guard: Guard, new: Choice<Attributes>) {
        if guard.is_false() || !self.follows_attributes() {
            return;
        }
        self.find_attributes(path);
        let Some(mut all) = self.files.known.attributes.remove(path) else { return };
        all.replace(&mut self.guards, guard, new);
        let all = self.cut(all, &format!("the owner of {}", String::from_utf8_lossy(path)));
        self.files.known.attributes.insert(Rc::clone(path), all);
    }

    /// The user has made something at a path (open(2), mkdir(2)): it is his, of his group or, where the directory
    /// above says so by its set-group-id bit, of that one's.
    pub fn made(&mut self, path: &Rc<[u8]>, guard: Guard, fresh: Fresh) {
        if guard.is_false() || !self.follows_attributes() {
            return;
        }
        let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        let parent: Rc<[u8]> = path.get(..slash.max(1)).unwrap_or(b"/").into();
        let above = self.attributes(&parent, guard);
        let states = self.path_states(path, guard);
        let users = self.numbers_of_user();
        let masks = if fresh.masked { self.umasks(guard) } else { Choice::under(guard, Some(0)) };
        let mut all = Choice::default();
        for (own, (above, (uid, gid))) in self.product(&above, &users, |above, user| (*above, *user)).iter() {
            let inherits = above.mode.map(|mode| mode & 0o2000 != 0);
            let gid = match inherits {
                Some(true) => above.gid,
                Some(false) => *gid,
                None => None,
            };
            let kinds = states.within(&mut self.guards, own);
            let kinds = kinds.map(&mut self.guards, |state| state.kind == PathState::Directory);
            for (own, (is_directory, mask)) in
                self.product(&kinds, &masks, |kind, mask| (*kind, *mask)).iter()
            {
                let mode = fresh.mode.zip(*mask).map(|(mode, mask)| mode & !mask | fresh.also);
                let set_id = match (is_directory, inherits) {
                    (true, None) => None,
                    (true, Some(true)) => Some(0o2000),
                    _ => Some(0),
                };
                let mode = mode.zip(set_id).map(|(mode, set_id)| mode | set_id);
                all.add(&mut self.guards, own, Attributes { uid: *uid, gid, mode });
            }
        }
        self.set_attributes(path, guard, all);
    }

    fn numbers_of_user(&mut self) -> Choice<(Option<u32>, Option<u32>)> {
        if self.demoted {
            return Choice::always((None, None));
        }
        let (uids, gids) = (self.world.uid(), self.world.gid());
        let numbers = uids.iter().zip(gids.iter()).map(|(uid, gid)| (*uid, *gid)).collect();
        self.per_profile(FactKind::Other, "the user and its group".to_owned(), numbers, |(uid, gid)| {
            let shown = |number: &Option<u32>| number.map_or("…".to_owned(), |number| number.to_string());
            format!("have the numbers {} and {}", shown(uid), shown(gid))
        })
    }

    /// The umask: what the caller of the script has is usually known.
    pub fn umasks(&mut self, guard: Guard) -> Choice<Option<u32>> {
        let mut all = Choice::default();
        for (own, mask) in self.shell.umask.within(&mut self.guards, guard).iter() {
            if mask.is_some() {
                all.add(&mut self.guards, own, *mask);
                continue;
            }
            let usual = self.conventions().umask();
            let (subject, usual_words) = ("the umask of the caller".to_owned(), format!("is {usual:04o}"));
            let fact = self.open_fact(FactKind::Other, subject, 0, &["is another", &usual_words], 1);
            let is = self.is(fact, 1);
            let here = self.and(own, is);
            all.add(&mut self.guards, here, Some(usual));
            let other = self.minus(own, is);
            all.add(&mut self.guards, other, None);
        }
        all
    }

    /// Who `user`, `user:group`, `user:` (with its own group), `:group` are.
    pub fn owners_named(&mut self, words: &str) -> Change {
        match words.split_once(':').or_else(|| words.split_once('.')) {
            Some((user, group)) => self.owners(user, Some(group)),
            None => self.owners(words, None),
        }
    }

    /// A user and a group by their names or numbers; without a name the one there was.
    pub fn owners(&mut self, user: &str, group: Option<&str>) -> Change {
        let tables = [self.conventions().users(), self.conventions().groups()];
        let [users, groups] = tables.map(|path| self.table_as_it_was(path));
        let number = |table: Option<&[u8]>, name: &str, field: usize| {
            let listed = table.and_then(|table| field_of(table, 0, name.as_bytes(), field));
            let listed = listed.and_then(|number| std::str::from_utf8(&number).ok()?.parse().ok());
            listed.or_else(|| name.parse().ok()).map_or(Owner::Unknown, Owner::Is)
        };
        let superuser = |name: &str, found: Owner| match found {
            Owner::Unknown if self.conventions().is_superuser(name.as_bytes()) => Owner::Is(0),
            found => found,
        };
        let user_is = match user {
            "" => Owner::Kept,
            name => superuser(name, number(users.as_deref(), name, 2)),
        };
        let group = match group {
            None => Owner::Kept,
            Some("") if user.is_empty() => Owner::Kept,
            Some("") => number(users.as_deref(), user, 3),
            Some(name) => superuser(name, number(groups.as_deref(), name, 2)),
        };
        Change::Owners { user: user_is, group }
    }

    /// What is not known of a file: the same text for the same question to an unchanged world.
    pub fn unknown_detail(&mut self, name: &Text, letter: u8, class: Class, what: &str) -> Text {
        let key = (name.clone(), letter, self.epoch);
        if let Some(known) = self.files.known.details.get(&key) {
            return known.clone();
        }
        let text = self.unknown_text(class, format!("{what} of {}", name.shown()));
        self.files.known.details.insert(key, text.clone());
        text
    }

    /// A path as it counts where a link in its last component is not followed.
    pub fn path_itself(&mut self, path: &Text, guard: Guard) -> Choice<Option<Rc<[u8]>>> {
        let name = path.known().map(|known| known.rsplit(|byte| *byte == b'/').next().unwrap_or(known));
        let Some(name) = name.filter(|name| !matches!(*name, b"" | b"." | b"..")).map(<[u8]>::to_vec) else {
            return Choice::under(guard, None);
        };
        let known = path.known().unwrap_or_default();
        let above = known.get(..known.len() - name.len()).unwrap_or_default();
        let above = if above.is_empty() { b"./".as_slice() } else { above };
        let directories = self.path_of(&Text::exact(above), guard);
        directories.map(&mut self.guards, |directory| {
            let directory = directory.as_deref()?;
            let slash: &[u8] = if directory == b"/" { b"" } else { b"/" };
            Some([directory, slash, &name].concat().into())
        })
    }

    /// Whether a path is a link, its last component not followed, and where that leads.
    pub fn link_at(&mut self, path: &Text, guard: Guard) -> Choice<Link> {
        let mut all = Choice::default();
        let is_directory = path
            .known()
            .is_some_and(|known| known.ends_with(b"/") || known.ends_with(b"/.") || known == b".");
        for (own, itself) in self.path_itself(path, guard).iter() {
            let Some(itself) = itself else {
                all.add(&mut self.guards, own, if is_directory { Link::None } else { Link::Unknown });
                continue;
            };
            let found = match self.files.known.links.get(itself) {
                Some(known) => known.within(&mut self.guards, own),
                None if self.files.known.missed => Choice::under(own, Link::Unknown),
                None => Choice::under(own, self.world.link(itself)),
            };
            all.join(&mut self.guards, found);
        }
        all
    }

    /// What stands at a path itself becomes a link, or no link.
    pub fn set_link(&mut self, path: &Rc<[u8]>, guard: Guard, link: Link) {
        if !self.follows_attributes() {
            return;
        }
        let mut all = match self.files.known.links.remove(path) {
            Some(known) => known,
            None => Choice::always(self.world.link(path)),
        };
        all.set(&mut self.guards, guard, link);
        self.files.known.links.insert(Rc::clone(path), all);
    }

    /// A path without links, where it is known that none of it leads elsewhere.
    pub fn resolved(&self, path: &[u8]) -> Option<Vec<u8>> {
        let resolved = self.world.without_links(path).filter(|_| !self.files.known.missed)?;
        let changed = |above: &Rc<[u8]>| is_within(path, above) || is_within(&resolved, above);
        (!self.files.known.links.keys().any(changed)).then_some(resolved)
    }
}

fn is_within(path: &[u8], directory: &[u8]) -> bool {
    path == directory || is_below(path, directory)
}
