//! Globs of the data files, over bytes.
//!
//! `?` is any one byte, `[a-c]` and `[!a-c]` one of a class, `*` any text. In paths `*` and `?`
//! stop at `/`, and `**` does not; `{a,b}` is one of these texts.

/// What a `*` may run over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Star {
    /// Anything.
    Text,
    /// Anything but a slash, unless it is doubled.
    Component,
}

/// Whether the whole of `text` matches; `*` is any text, also slashes.
#[must_use]
pub fn matches_text(glob: &str, text: &[u8]) -> bool {
    matches(glob.as_bytes(), text, Star::Text)
}

/// Whether the whole of an absolute `path` matches; `*` stays within a component.
#[must_use]
pub fn matches_path(glob: &str, path: &[u8]) -> bool {
    matches(glob.as_bytes(), path, Star::Component)
}

/// Whether some text that begins with `prefix` matches the text glob: `Some` where every
/// such text answers alike.
#[must_use]
pub fn matches_some_text(glob: &str, prefix: &[u8]) -> Option<bool> {
    let glob = glob.as_bytes();
    let literal = glob.iter().take_while(|byte| !b"*?[".contains(byte)).count();
    let common = literal.min(prefix.len());
    if glob.get(..common) != prefix.get(..common) {
        return Some(false);
    }
    let ends_open = glob.get(literal..) == Some(b"*".as_slice());
    (ends_open && prefix.len() >= literal).then_some(true)
}

fn matches(glob: &[u8], text: &[u8], star: Star) -> bool {
    let Some((first, rest)) = glob.split_first() else { return text.is_empty() };
    match first {
        b'*' => {
            let (rest, any) = match rest.split_first() {
                Some((b'*', rest)) => (rest, true),
                _ => (rest, star == Star::Text),
            };
            let reach = if any {
                text.len()
            } else {
                text.iter().position(|byte| *byte == b'/').unwrap_or(text.len())
            };
            (0..=reach).any(|taken| matches(rest, text.get(taken..).unwrap_or_default(), star))
        }
        b'{' if star == Star::Component && rest.contains(&b'}') => {
            let end = rest.iter().position(|byte| *byte == b'}').unwrap_or(rest.len());
            let (words, after) = rest.split_at(end);
            let after = after.get(1..).unwrap_or_default();
            let mut words = words.split(|byte| *byte == b',');
            words.any(|word| text.strip_prefix(word).is_some_and(|left| matches(after, left, star)))
        }
        _ => {
            let Some((byte, others)) = text.split_first() else { return false };
            let (fits, rest) = one(*first, rest, *byte, star);
            fits && matches(rest, others, star)
        }
    }
}

/// Whether one glob item takes `byte`, and what of the glob is left after it.
fn one(first: u8, rest: &[u8], byte: u8, star: Star) -> (bool, &[u8]) {
    match first {
        b'?' => (star == Star::Text || byte != b'/', rest),
        b'[' => match rest.iter().skip(1).position(|end| *end == b']') {
            Some(length) => {
                let (class, after) = rest.split_at(length + 1);
                (in_class(class, byte), after.get(1..).unwrap_or_default())
            }
            None => (byte == first, rest),
        },
        _ => (byte == first, rest),
    }
}

fn in_class(class: &[u8], byte: u8) -> bool {
    let (negated, mut class) = match class.split_first() {
        Some((b'!', rest)) => (true, rest),
        _ => (false, class),
    };
    let mut found = false;
    loop {
        class = match class {
            [from, b'-', to, rest @ ..] => {
                found |= (*from..=*to).contains(&byte);
                rest
            }
            [single, rest @ ..] => {
                found |= *single == byte;
                rest
            }
            [] => return found != negated,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_a_path_stays_in_its_component() {
        assert!(matches_path("/etc/*.conf", b"/etc/a.conf"));
        assert!(!matches_path("/etc/*.conf", b"/etc/a/b.conf"));
        assert!(matches_path("/etc/**", b"/etc/a/b.conf"));
        assert!(!matches_path("/etc/**", b"/etc"));
        assert!(matches_path("/**/run", b"/var/lib/run"));
    }

    #[test]
    fn a_star_in_a_text_runs_over_slashes() {
        assert!(matches_text("net.*", b"net.ipv4.ip_forward=1"));
        assert!(matches_text("*=*", b"a/b=c"));
        assert!(!matches_text("net.*", b"kernel.panic"));
    }

    #[test]
    fn classes_take_one_byte() {
        assert!(matches_path("/proc/[0-9]*/exe", b"/proc/17/exe"));
        assert!(!matches_path("/proc/[0-9]*/exe", b"/proc/self/exe"));
        assert!(matches_path("/[!a]b", b"/cb"));
        assert!(!matches_path("/[!a]b", b"/ab"));
        assert!(matches_path("/[]b", b"/[]b"));
    }

    #[test]
    fn a_prefix_decides_where_it_can() {
        assert_eq!(matches_some_text("net.*", b"net.ipv4"), Some(true));
        assert_eq!(matches_some_text("net.*", b"kernel"), Some(false));
        assert_eq!(matches_some_text("net.*", b"ne"), None);
        assert_eq!(matches_some_text("*.conf", b"/etc/"), None);
        assert_eq!(matches_some_text("start", b"st"), None);
    }
}
