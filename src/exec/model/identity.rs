//! Commands that print who the script runs as.

use crate::exec::machine::Machine;
use crate::exec::text::{Class, Text};
use crate::logic::{Choice, FactKind, Guard};

/// What a table of the image says: the lines of /etc/passwd or /etc/group, their fields apart.
struct Table {
    bytes: Vec<u8>,
}

impl Table {
    fn rows(&self) -> impl Iterator<Item = Vec<&[u8]>> {
        self.bytes.split(|byte| *byte == b'\n').map(|line| line.split(|byte| *byte == b':').collect())
    }

    /// Whose number this is.
    fn name_of(&self, number: u32) -> Option<String> {
        let number = number.to_string();
        let row = self.rows().find(|row| row.get(2) == Some(&number.as_bytes()))?;
        String::from_utf8(row.first()?.to_vec()).ok()
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

/// The user and the group of a profile.
type User = Option<(u32, u32)>;

impl Machine<'_> {
    /// A line with the name of the user; what the image does not tell is a word.
    pub(super) fn user_name(&mut self, subject: String, guard: Guard) -> Choice<Text> {
        let names = self.image_table("/etc/passwd");
        self.of_user(Class::Word, subject, guard, |user| {
            let name = names.as_ref()?.name_of(user.0)?;
            Some(vec![name])
        })
    }

    /// A line with the user and its groups, all with numbers and names.
    pub(super) fn identity(&mut self, subject: String, guard: Guard) -> Choice<Text> {
        let tables = self.image_table("/etc/passwd").zip(self.image_table("/etc/group"));
        self.of_user(Class::NonEmpty, subject, guard, |(uid, gid)| {
            let (users, groups) = tables.as_ref()?;
            let shown = groups.shown(gid);
            let own = format!("uid={} gid={shown} groups={shown}", users.shown(uid));
            let further = users.name_of(uid).map(|name| groups.groups_with(&name)).unwrap_or_default();
            let further = further.into_iter().filter(|group| *group != gid);
            let all = further.fold(own.clone(), |text, group| format!("{text},{}", groups.shown(group)));
            Some(if all == own { vec![own] } else { vec![all, own] })
        })
    }

    /// A line for the user of each profile. Of two texts the first is that with all the groups that the image gives
    /// the user, as engines do; a runtime alone does not.
    fn of_user(
        &mut self,
        class: Class,
        subject: String,
        guard: Guard,
        texts: impl Fn((u32, u32)) -> Option<Vec<String>>,
    ) -> Choice<Text> {
        let unknown = self.unknown_text(class, subject);
        if self.demoted {
            return Choice::under(guard, unknown.concat(&Text::exact("\n")));
        }
        let (uids, gids) = (self.world.uid(), self.world.gid());
        let users: Vec<User> = uids.iter().zip(gids.iter()).map(|(uid, gid)| uid.zip(*gid)).collect();
        let found =
            self.per_profile(FactKind::Other, "the user with its group".into(), users, |user| match user {
                Some((uid, gid)) => format!("has the numbers {uid} and {gid}"),
                None => "has numbers that are not known".to_owned(),
            });
        let found = found.within(&mut self.guards, guard);
        let mut lines = Choice::default();
        for (own, user) in found.iter() {
            let mut rest = own;
            let told = user.and_then(&texts).unwrap_or_default();
            for (at, text) in told.iter().enumerate() {
                let mut here = rest;
                if at + 1 < told.len() {
                    let subject = "the user's groups".to_owned();
                    let answers = ["are its own only", "are all that the image gives it"];
                    let fact = self.open_fact(FactKind::Other, subject, 0, &answers, 1);
                    let all = self.is(fact, 1);
                    here = self.and(rest, all);
                }
                lines.add(&mut self.guards, here, Text::exact(format!("{text}\n")));
                rest = self.minus(rest, here);
            }
            lines.add(&mut self.guards, rest, unknown.concat(&Text::exact("\n")));
        }
        lines
    }

    fn image_table(&self, path: &str) -> Option<Table> {
        let read = self.world.read(path.as_bytes());
        let bytes = read.same()?.as_ref()?.to_vec();
        Some(Table { bytes })
    }
}
