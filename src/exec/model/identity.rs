//! The line in which `id` prints who the script runs as.

use std::sync::Arc;

use super::table::field_of;
use crate::exec::machine::Machine;
use crate::exec::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};

/// What a table of the image says: the lines of passwd(5) or group(5), their fields apart.
struct Table {
    bytes: Arc<[u8]>,
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = Vec<&[u8]>> {
        self.bytes.split(|byte| *byte == b'\n').map(|line| line.split(|byte| *byte == b':').collect())
    }

    /// Whose number this is.
    fn name_of(&self, number: u32) -> Option<String> {
        String::from_utf8(field_of(&self.bytes, 2, number.to_string().as_bytes(), 0)?).ok()
    }

    /// A number as `id` prints it.
    fn shown(&self, number: u32) -> String {
        self.name_of(number).map_or_else(|| number.to_string(), |name| format!("{number}({name})"))
    }

    /// The numbers of the groups that have a user among their members.
    fn groups_with(&self, user: &str) -> Vec<u32> {
        let has = |members: &&[u8]| members.split(|byte| *byte == b',').any(|name| name == user.as_bytes());
        let with = self.rows().filter(|row| row.get(3).is_some_and(has));
        with.filter_map(|row| std::str::from_utf8(row.get(2)?).ok()?.parse().ok()).collect()
    }
}

impl Machine<'_> {
    /// A line with the user and its groups, all with numbers and names; what is not known is a text named `subject`.
    pub(super) fn identity(&mut self, subject: String, guard: Guard) -> Choice<Text> {
        let unknown = self.unknown_text(Class::NonEmpty, subject).concat(&Text::exact("\n"));
        let conventions = self.conventions();
        let mut table = |path| self.table_as_it_was(path).map(|bytes| Table { bytes });
        let (users, groups) = (table(conventions.users()), table(conventions.groups()));
        let (false, Some(users), Some(groups)) = (self.demoted, users, groups) else {
            return Choice::under(guard, unknown);
        };
        let (uids, gids) = (self.world.uid(), self.world.gid());
        let numbers: Vec<Option<(u32, u32)>> =
            uids.iter().zip(gids.iter()).map(|(uid, gid)| uid.zip(*gid)).collect();
        let subject = "the user with its group".to_owned();
        let found = self.per_profile(FactKind::Other, subject, numbers, |user| match user {
            Some((uid, gid)) => format!("has the numbers {uid} and {gid}"),
            None => "has numbers that are not known".to_owned(),
        });
        let mut lines = Choice::default();
        for (own, user) in found.within(&mut self.guards, guard).iter() {
            let Some((uid, gid)) = *user else {
                lines.add(&mut self.guards, own, unknown.clone());
                continue;
            };
            let shown = groups.shown(gid);
            let alone = format!("uid={} gid={shown} groups={shown}", users.shown(uid));
            let further = users.name_of(uid).map(|name| groups.groups_with(&name)).unwrap_or_default();
            let further: Vec<u32> = further.into_iter().filter(|group| *group != gid).collect();
            let mut rest = own;
            if !further.is_empty() {
                // Engines give the user all the groups that the image gives it; a runtime alone does not.
                let subject = "the user's groups".to_owned();
                let answers = ["are its own only", "are all that the image gives it"];
                let fact = self.open_fact(FactKind::Other, subject, 0, &answers, 1);
                let all = self.is(fact, 1);
                let all = self.and(own, all);
                rest = self.minus(own, all);
                let line = further
                    .iter()
                    .fold(alone.clone(), |line, group| format!("{line},{}", groups.shown(*group)));
                lines.add(&mut self.guards, all, Text::exact(format!("{line}\n")));
            }
            lines.add(&mut self.guards, rest, Text::exact(format!("{alone}\n")));
        }
        lines
    }
}
