//! What the kernel says of the process that looks (proc(5)): /proc/self/status, uid_map, limits.

use std::collections::BTreeMap;

use super::knowledge::Knowledge;
use crate::catalog::profile::Limit;

/// Who looks, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Process {
    pub pid: Option<u32>,
    /// The effective user and group.
    pub uid: u32,
    pub gid: u32,
    /// The effective capabilities, one bit each.
    effective: u64,
    /// `None`: a kernel before 4.10 does not say.
    pub no_new_privs: Option<bool>,
    /// A filter for system calls is installed.
    pub filtered: Option<bool>,
}

impl Process {
    /// Reads /proc/self/status; `None`: it does not say who it is.
    pub fn read(status: &str) -> Option<Self> {
        let word = |name: &str, nth: usize| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.split_whitespace().nth(nth)
        };
        Some(Self {
            pid: word("Pid", 0).and_then(|word| word.parse().ok()),
            uid: word("Uid", 1)?.parse().ok()?,
            gid: word("Gid", 1)?.parse().ok()?,
            effective: u64::from_str_radix(word("CapEff", 0)?, 16).ok()?,
            no_new_privs: word("NoNewPrivs", 0).map(|word| word != "0"),
            filtered: word("Seccomp", 0).map(|word| word != "0"),
        })
    }

    /// The names of its capabilities, by number.
    pub fn capabilities<'k>(&self, knowledge: &'k Knowledge) -> Vec<&'k str> {
        let named = knowledge.capabilities.iter().zip(0..u64::BITS);
        named.filter(|(_, bit)| self.effective >> bit & 1 == 1).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether it has one.
    pub fn may(&self, capability: &str, knowledge: &Knowledge) -> bool {
        self.capabilities(knowledge).contains(&capability)
    }

    /// Whether it has all that the kernel knows. `last`: /proc/sys/kernel/cap_last_cap.
    pub fn may_all(&self, last: Option<&str>) -> bool {
        let last: u32 = last.and_then(|text| text.trim().parse().ok()).unwrap_or(u64::BITS - 1);
        let all = u64::MAX >> (u64::BITS - 1).saturating_sub(last);
        self.effective & all == all
    }
}

/// Whether numbers of users mean others than outside, by /proc/self/uid_map.
pub(super) fn is_mapped(uid_map: &str) -> bool {
    let whole = ["0", "0", "4294967295"];
    !uid_map.split_whitespace().eq(whole)
}

/// The hard limits, from /proc/self/limits: its names have 26 columns (fs/proc/base.c, proc_pid_limits).
pub(super) fn limits(text: &str, names: &BTreeMap<String, String>) -> BTreeMap<String, Limit> {
    let limit = |line: &str| {
        let name = names.get(line.get(..26)?.trim_end())?;
        let hard = line.get(26..)?.split_whitespace().nth(1)?;
        let limit = match hard {
            "unlimited" => Limit::Unlimited,
            number => Limit::At(number.parse().ok()?),
        };
        Some((name.clone(), limit))
    };
    text.lines().filter_map(limit).collect()
}

/// The variables of /proc/self/environ that are wanted.
pub(super) fn environment(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    let entries = bytes.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
    let pairs = entries.filter_map(|entry| entry.split_once('='));
    pairs.filter(|(name, _)| wanted(name)).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const STATUS: &str = "Name:\tinitlint\nPid:\t7\nUid:\t1\t0\t0\t0\nGid:\t0\t5\t0\t0\nCapEff:\t00000000a80425fb\n\
                          NoNewPrivs:\t0\nSeccomp:\t2\n";

    #[test]
    fn who_looks() {
        let process = Process::read(STATUS).unwrap();
        assert_eq!((process.pid, process.uid, process.gid), (Some(7), 0, 5));
        assert_eq!((process.no_new_privs, process.filtered), (Some(false), Some(true)));
        let capabilities = process.capabilities(Knowledge::bundled());
        assert_eq!(capabilities.len(), 14);
        assert!(capabilities.contains(&"MKNOD") && !capabilities.contains(&"SYS_ADMIN"));
        assert!(!process.may_all(Some("40\n")));
        let all = STATUS.replace("00000000a80425fb", "000001ffffffffff");
        assert!(Process::read(&all).unwrap().may_all(Some("40\n")));
        assert_eq!(Process::read("Name:\tx\n"), None);
    }

    #[test]
    fn user_namespaces() {
        assert!(!is_mapped("         0          0 4294967295\n"));
        assert!(is_mapped("         0     100000      65536\n"));
    }

    #[test]
    fn hard_limits() {
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max open files            1024                 1048576              files     \n\
                    Max core file size        0                    unlimited            bytes     \n";
        let found = limits(text, &Knowledge::bundled().limits);
        assert_eq!(found["nofile"], Limit::At(1_048_576));
        assert_eq!(found["core"], Limit::Unlimited);
        assert_eq!(found.len(), 2);
    }
}
