//! Replacing what a pattern matches, as sed and awk do.

use super::regex::{Match, Need, Pattern};

/// Which matches are replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// The one with this number, from 1.
    Nth(usize),
    /// All.
    All,
}

/// A text and how often something was replaced in it.
pub struct Replaced {
    /// The new text.
    pub text: Vec<u8>,
    /// How many matches were replaced.
    pub count: usize,
    /// A match of nothing was among those found.
    pub empty: bool,
}

/// Replaces; `put` appends what stands for a match. `None`: the match is not certain.
pub fn replace(
    pattern: &Pattern,
    text: &[u8],
    which: Which,
    need: Need,
    mut put: impl FnMut(&Match, &mut Vec<u8>) -> Option<()>,
) -> Option<Replaced> {
    let mut done = Replaced { text: Vec::new(), count: 0, empty: false };
    // Up to where the text is copied, and how many matches there were.
    let (mut copied, mut from, mut number) = (0, 0, 0);
    while from <= text.len() {
        let Some(found) = pattern.find(text, from, need).ok()? else { break };
        let range = found.range();
        // Nothing, right after a match, is no match.
        if range.is_empty() && range.start == copied && number > 0 && from == copied {
            from += 1;
            continue;
        }
        number += 1;
        done.empty |= range.is_empty();
        from = range.end + usize::from(range.is_empty());
        if let Which::Nth(wanted) = which
            && number < wanted
        {
            continue;
        }
        done.text.extend_from_slice(text.get(copied..range.start)?);
        put(&found, &mut done.text)?;
        done.count += 1;
        copied = range.end;
        if done.text.len() > super::limits::OUTPUT {
            return None;
        }
        if which != Which::All {
            break;
        }
    }
    done.text.extend_from_slice(text.get(copied..)?);
    Some(done)
}
