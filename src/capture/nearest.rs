//! Which of the profiles an environment is most like: what cannot be read comes from there.

use std::collections::BTreeMap;

use super::Seen;
use super::kernel::Process;
use super::knowledge::Knowledge;
use super::mounts::Mounts;
use crate::catalog::{Catalog, CatalogError, Resolved};

/// What weighs as much as this many capabilities: another kind of user.
const USER: usize = 16;
/// And another kind of fence.
const FENCE: usize = 6;

/// The name of the profile that differs least; of several, the one that extends fewest others.
///
/// # Errors
/// The user's own profiles are wrong.
pub(super) fn nearest(seen: &Seen<'_>, catalog: &Catalog) -> Result<Option<String>, CatalogError> {
    let mut best: Option<(usize, usize, String)> = None;
    let past = |name: &&str| seen.knowledge.past.iter().any(|past| past == name);
    for name in catalog.profile_names().into_iter().filter(|name| !past(name)) {
        let profile = catalog.profile(name)?;
        let found = (distance(seen, &profile), depth(name, catalog)?, name.to_owned());
        if best.as_ref().is_none_or(|best| found < *best) {
            best = Some(found);
        }
    }
    Ok(best.map(|(_, _, name)| name))
}

fn distance(seen: &Seen<'_>, profile: &Resolved) -> usize {
    let Seen { process, knowledge, mapped, mounts, .. } = seen;
    let identity = &profile.identity;
    let another = [
        (identity.user_namespace != Some(*mapped), USER),
        ((identity.uid == Some(0)) != (process.uid == 0), USER),
        (process.no_new_privs.is_some_and(|set| identity.no_new_privs != Some(set)), FENCE),
        (process.filtered.is_some_and(|filtered| is_filtered(profile) != filtered), FENCE),
        (is_closed(profile) != is_read_only(mounts), FENCE),
        (is_container(&profile.has) != is_container(&seen.has()), FENCE),
    ];
    let fences: usize = another.iter().filter(|(differs, _)| *differs).map(|(_, weight)| weight).sum();
    fences + capabilities(process, knowledge, profile)
}

fn capabilities(process: &Process, knowledge: &Knowledge, profile: &Resolved) -> usize {
    let differs = |name: &&String| process.may(name, knowledge) != profile.capabilities.has(name);
    knowledge.capabilities.iter().filter(differs).count()
}

fn is_container(has: &BTreeMap<String, bool>) -> bool {
    has.get("container") == Some(&true)
}

fn is_filtered(profile: &Resolved) -> bool {
    profile.seccomp.keys().any(|call| profile.denied(call).is_some())
}

/// A path that engines make read-only.
const GUARDED: &str = "/proc/sys";

fn is_closed(profile: &Resolved) -> bool {
    let rule = profile.write_rule(GUARDED.as_bytes());
    rule.is_some_and(|rule| rule.writable == Some(false) && super::paths::is_read_only(rule))
}

fn is_read_only(mounts: &Mounts) -> bool {
    mounts.around(GUARDED).is_some_and(|mount| mount.read_only)
}

/// How many profiles it is made of.
fn depth(name: &str, catalog: &Catalog) -> Result<usize, CatalogError> {
    let extended = catalog.profile_as_written(name)?.extends.as_deref();
    Ok(1 + extended.map_or(Ok(0), |extended| depth(extended, catalog))?)
}
