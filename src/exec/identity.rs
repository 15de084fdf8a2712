//! Who the script runs as: numbers, and names in passwd(5).

use std::rc::Rc;
use std::sync::Arc;

use super::files::can_be_read;
use super::machine::Machine;
use super::model::field_of;
use super::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};

/// Which fields of passwd(5) are which.
const NAME: usize = 0;
const NUMBER: usize = 2;
const HOME: usize = 5;

impl Machine<'_> {
    /// The user's number.
    pub fn user_number(&mut self) -> Choice<Text> {
        if !self.demoted {
            let uids = self.world.uid().iter().copied().collect();
            return self.uid_texts(uids);
        }
        let name = self.name_of_another();
        let known = name.and_then(|name| field_of(&self.users()?, NAME, &name, NUMBER));
        let number = match known {
            Some(number) => Text::exact(number),
            None => self.unknown_text(Class::COUNT, "the number of another user"),
        };
        Choice::always(number)
    }

    /// The user's name, as getpwuid(3) gives it; `None`: the number has none.
    pub fn user_name(&mut self) -> Choice<Option<Text>> {
        let unknown = self.unknown_text(Class::Word, "the user's name");
        if self.demoted {
            let name = self.name_of_another().map_or(unknown, Text::exact);
            return Choice::always(Some(name));
        }
        let uids: Vec<Option<u32>> = self.world.uid().iter().copied().collect();
        let users = self.conventions().users();
        let names = uids.into_iter().map(|uid| self.name_of_number(users, uid?)).collect();
        let names = self.per_profile(FactKind::Other, "the user's name".into(), names, |name| match name {
            Some(Some(name)) => format!("is {}", String::from_utf8_lossy(name)),
            Some(None) => "is not given".to_owned(),
            None => "is not known".to_owned(),
        });
        names.map(&mut self.guards, |name| match name {
            Some(name) => name.clone().map(Text::exact),
            None => Some(unknown.clone()),
        })
    }

    /// Where the user has a name.
    pub fn user_has_a_name(&mut self, guard: Guard) -> Guard {
        let mut fine = Guard::FALSE;
        for (own, name) in self.user_name().within(&mut self.guards, guard).iter() {
            let here = match name {
                None => Guard::FALSE,
                Some(name) if name.known().is_some() => own,
                Some(_) => {
                    let named = self.usually("the user has a name");
                    self.and(own, named)
                }
            };
            fine = self.or(fine, here);
        }
        fine
    }

    /// The number of the user in each profile.
    pub fn uid_texts(&mut self, uids: Vec<Option<u32>>) -> Choice<Text> {
        let found = self.per_profile(FactKind::Other, "the user".into(), uids, |uid| {
            uid.map_or("has a number that is not known".to_owned(), |uid| format!("has the number {uid}"))
        });
        let hole = self.unknown_text(Class::COUNT, "the user's number");
        found
            .map(&mut self.guards, |uid| uid.map_or_else(|| hole.clone(), |uid| Text::number(i64::from(uid))))
    }

    /// As whom a command runs something, where that is a name and known; a group may stand behind it.
    fn name_of_another(&self) -> Option<Vec<u8>> {
        let given = self.as_user.as_ref()?.known()?;
        let name = given.split(|byte| *byte == b':').next()?;
        let is_name = !name.is_empty() && !name.iter().all(u8::is_ascii_digit);
        is_name.then(|| name.to_vec())
    }

    /// The name of a user's or a group's number in a table of the image; `None`: it is not known whether it has one.
    /// The superuser, and its group, is `root` in every image.
    pub(super) fn name_of_number(&mut self, table: &[u8], number: u32) -> Option<Option<Vec<u8>>> {
        match self.table_as_it_was(table) {
            Some(lines) => Some(field_of(&lines, NUMBER, number.to_string().as_bytes(), NAME)),
            None if number == 0 => Some(Some(b"root".to_vec())),
            None => None,
        }
    }

    /// Where a user of the image is at home, if there is one of that name; `None`: that is not known.
    pub fn home_of(&mut self, name: &str) -> Option<Option<Vec<u8>>> {
        Some(field_of(&self.users()?, NAME, name.as_bytes(), HOME))
    }

    fn users(&mut self) -> Option<Arc<[u8]>> {
        self.table_as_it_was(self.conventions().users())
    }

    /// What a table of the image holds, where that is known and nobody has changed it.
    pub(super) fn table_as_it_was(&mut self, path: &[u8]) -> Option<Arc<[u8]>> {
        let path: Rc<[u8]> = self.world.canonical(path).into();
        let states = self.path_states(&path, Guard::TRUE);
        let as_it_was = states.iter().all(|(_, state)| can_be_read(state.kind) && state.content.is_none());
        self.world.read(&path).same()?.clone().filter(|_| as_it_was)
    }
}
