//! What is mounted where: /proc/self/mountinfo (proc(5)).

/// One mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    /// What of its file system stands at the point.
    root: String,
    /// Where.
    pub point: String,
    pub read_only: bool,
    /// The kind of file system.
    kind: String,
}

/// All mounts; of those at one point, the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Mounts(Vec<Mount>);

/// What the masks of files are bound from, and the file systems that may hold it.
const NULL: &str = "/null";
const OF_MEMORY: [&str; 2] = ["tmpfs", "devtmpfs"];

impl Mounts {
    pub fn read(text: &str) -> Self {
        let mut mounts: Vec<Mount> = Vec::new();
        for mount in text.lines().filter_map(mount) {
            mounts.retain(|known| known.point != mount.point);
            mounts.push(mount);
        }
        Self(mounts)
    }

    /// Each, in the order of mounting.
    pub fn iter(&self) -> impl Iterator<Item = &Mount> {
        self.0.iter()
    }

    /// The mount at a path.
    pub fn at(&self, path: &str) -> Option<&Mount> {
        self.0.iter().find(|mount| mount.point == path)
    }

    /// The mount that a path is in.
    pub fn around(&self, path: &str) -> Option<&Mount> {
        self.0.iter().filter(|mount| is_below(path, &mount.point)).max_by_key(|mount| mount.point.len())
    }
}

impl Mount {
    /// Whether it is /dev/null, over something else.
    pub fn is_null(&self) -> bool {
        self.root == NULL && OF_MEMORY.contains(&self.kind.as_str())
    }

    /// Whether it is a file system of its own in memory: what the image holds there is not seen.
    pub fn is_of_memory(&self) -> bool {
        self.root == "/" && self.kind == OF_MEMORY[0]
    }
}

/// Whether a path is a directory or stands below it.
pub(super) fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn mount(line: &str) -> Option<Mount> {
    let (own, of_all) = line.split_once(" - ")?;
    let mut own = own.split(' ').skip(3);
    let (root, point, options) = (own.next()?, own.next()?, own.next()?);
    let mut of_all = of_all.split(' ');
    let (kind, options_of_all) = (of_all.next()?, of_all.nth(1).unwrap_or_default());
    let is_read_only = |options: &str| options.split(',').any(|option| option == "ro");
    Some(Mount {
        root: plain(root),
        point: plain(point),
        read_only: is_read_only(options) || is_read_only(options_of_all),
        kind: kind.to_owned(),
    })
}

/// Without the kernel's `\040` for a blank.
fn plain(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain: String = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => plain.extend([char::from(code)].into_iter().chain(part.chars().skip(3))),
            None => plain.extend(['\\'].into_iter().chain(part.chars())),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const INFO: &str = "\
600 500 0:50 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/x
601 600 0:52 / /proc rw,nosuid - proc proc rw
602 601 0:52 /sys /proc/sys ro,nosuid - proc proc rw
603 601 0:53 /null /proc/kcore rw,nosuid - tmpfs tmpfs rw,size=65536k
604 600 0:54 / /mnt/a\\040b rw - tmpfs tmpfs ro
";

    #[test]
    fn what_is_read_only_and_what_is_masked() {
        let mounts = Mounts::read(INFO);
        assert!(mounts.around("/proc/sys/net").unwrap().read_only);
        assert!(!mounts.around("/proc/system").unwrap().read_only);
        assert_eq!(mounts.around("/etc/passwd").unwrap().point, "/");
        assert!(mounts.at("/proc/kcore").unwrap().is_null());
        let memory = mounts.at("/mnt/a b").unwrap();
        assert!(memory.read_only && memory.is_of_memory() && !memory.is_null());
    }
}
