//! Shell patterns: POSIX XCU 2.13, bash's extended ones. Bytes are characters, as in
//! the C locale that init scripts run in.

/// The most words a pattern is spelt out to: `[Ss][Tt][Oo][Pp]` has 16.
const WORDS: usize = 16;

/// A compiled pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    items: Vec<Item>,
}

/// What a shell takes for special.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// `@(…)` and its kin (bash with extglob; always in `[[`).
    pub groups: bool,
    /// `[^…]` is `[!…]` (bash).
    pub caret: bool,
}

impl Syntax {
    /// What bash knows.
    pub const BASH: Self = Self { groups: true, caret: true };
    /// What dash knows.
    pub const DASH: Self = Self { groups: false, caret: false };
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Byte(u8),
    One,
    Many,
    Class { negated: bool, ranges: Vec<(u8, u8)> },
    Group { operator: u8, alternatives: Vec<Pattern> },
}

impl Pattern {
    /// Reads a pattern in which a backslash quotes the next byte.
    #[must_use]
    pub fn compile(text: &[u8], syntax: Syntax) -> Self {
        let mut reader = Reader { text, at: 0, syntax };
        Self { items: reader.items(false) }
    }

    /// The pattern that this text alone matches.
    #[must_use]
    pub fn exactly(text: &[u8]) -> Self {
        Self { items: text.iter().copied().map(Item::Byte).collect() }
    }

    /// `*`
    #[must_use]
    pub fn anything() -> Self {
        Self { items: vec![Item::Many] }
    }

    /// A text as a pattern that matches just it: special bytes get a backslash.
    #[must_use]
    pub fn quote(text: &[u8]) -> Vec<u8> {
        let mut quoted = Vec::with_capacity(text.len());
        for byte in text {
            if b"*?[]\\()|!+@-^".contains(byte) {
                quoted.push(b'\\');
            }
            quoted.push(*byte);
        }
        quoted
    }

    /// Whether a byte of it is special.
    #[must_use]
    pub fn is_special(&self) -> bool {
        !self.items.iter().all(|item| matches!(item, Item::Byte(_)))
    }

    /// Whether it matches every text.
    #[must_use]
    pub fn matches_all(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|item| *item == Item::Many)
    }

    /// Whether any word matches but for its length: `*`, `?*`, `[a-z]*`.
    #[must_use]
    pub fn is_default(&self) -> bool {
        let free = |item: &Item| match item {
            Item::Many | Item::One => true,
            Item::Class { negated, ranges } => *negated || (b'a'..=b'z').all(|byte| in_ranges(ranges, byte)),
            Item::Byte(_) | Item::Group { .. } => false,
        };
        self.items.contains(&Item::Many) && self.items.iter().all(free)
    }

    /// Whether it may match a text of these bytes alone.
    #[must_use]
    pub fn may_match_text_of(&self, allowed: &dyn Fn(u8) -> bool) -> bool {
        let any = |ranges: &[(u8, u8)], negated: bool| {
            (0..=u8::MAX).any(|byte| allowed(byte) && in_ranges(ranges, byte) != negated)
        };
        self.items.iter().all(|item| match item {
            Item::Byte(byte) => allowed(*byte),
            Item::Class { negated, ranges } => any(ranges, *negated),
            Item::One | Item::Many | Item::Group { .. } => true,
        })
    }

    /// Whether it matches each of these bytes by itself: `[0-9]` does so with digits.
    #[must_use]
    pub fn matches_each_of(&self, bytes: &[u8]) -> bool {
        bytes.iter().all(|byte| self.matches(&[*byte]))
    }

    /// What every match begins with: of `st*p` that is `st`.
    #[must_use]
    pub fn start(&self) -> Vec<u8> {
        self.items.iter().map_while(literal).collect()
    }

    /// What every match ends with: of `st*p` that is `p`.
    #[must_use]
    pub fn end(&self) -> Vec<u8> {
        let mut end: Vec<u8> = self.items.iter().rev().map_while(literal).collect();
        end.reverse();
        end
    }

    /// The literal texts before, between and behind its stars, where it has stars and nothing else that is special.
    #[must_use]
    pub fn between_stars(&self) -> Option<Vec<Vec<u8>>> {
        let parts = self.items.split(|item| matches!(item, Item::Many));
        let parts: Vec<Vec<u8>> =
            parts.map(|part| part.iter().map(literal).collect()).collect::<Option<_>>()?;
        (parts.len() > 1).then_some(parts)
    }

    /// All texts that match, where these are few.
    #[must_use]
    pub fn words(&self) -> Option<Vec<Vec<u8>>> {
        let mut words = vec![Vec::new()];
        for item in &self.items {
            let ends: Vec<Vec<u8>> = match item {
                Item::Byte(byte) => vec![vec![*byte]],
                Item::Class { negated: false, ranges } => ranges
                    .iter()
                    .flat_map(|(low, high)| *low..=*high)
                    .take(WORDS + 1)
                    .map(|byte| vec![byte])
                    .collect(),
                Item::Group { operator: operator @ (b'@' | b'?'), alternatives } => {
                    let mut ends = if *operator == b'?' { vec![Vec::new()] } else { Vec::new() };
                    for alternative in alternatives {
                        ends.extend(alternative.words()?);
                    }
                    ends
                }
                Item::One | Item::Many | Item::Class { .. } | Item::Group { .. } => return None,
            };
            if words.len() * ends.len() > WORDS {
                return None;
            }
            words = words
                .iter()
                .flat_map(|word| ends.iter().map(move |end| [word.as_slice(), end].concat()))
                .collect();
        }
        Some(words)
    }

    /// The same pattern for texts whose first and last bytes are left out: of `xstart` without `x`, `start`.
    #[must_use]
    pub fn without(&self, prefix: &[u8], suffix: &[u8]) -> Option<Self> {
        let bytes = |text: &[u8]| text.iter().copied().map(Item::Byte).collect::<Vec<_>>();
        // A star before the prefix, as in `*:start`, matches what stands before it.
        let start = match self.items.first() {
            Some(Item::Many) if !prefix.is_empty() => self.items.get(1..)?,
            _ => self.items.as_slice(),
        };
        let rest = start.strip_prefix(bytes(prefix).as_slice())?;
        let rest = rest.strip_suffix(bytes(suffix).as_slice())?;
        Some(Self { items: rest.to_vec() })
    }

    /// Whether it matches the whole text.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        ends(&self.items, text, 0).contains(&text.len())
    }

    /// The length of the prefix of `text` that it matches.
    #[must_use]
    pub fn prefix(&self, text: &[u8], longest: bool) -> Option<usize> {
        let found = ends(&self.items, text, 0);
        if longest { found.into_iter().max() } else { found.into_iter().min() }
    }

    /// Where the suffix of `text` that it matches begins.
    #[must_use]
    pub fn suffix(&self, text: &[u8], longest: bool) -> Option<usize> {
        let matches = |at: &usize| ends(&self.items, text, *at).contains(&text.len());
        if longest { (0..=text.len()).find(matches) } else { (0..=text.len()).rev().find(matches) }
    }

    /// The first longest match at or after an offset: where it begins and ends.
    #[must_use]
    pub fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        (from..=text.len()).find_map(|at| Some((at, ends(&self.items, text, at).into_iter().max()?)))
    }
}

fn literal(item: &Item) -> Option<u8> {
    if let Item::Byte(byte) = item { Some(*byte) } else { None }
}

/// The offsets at which a match of `items` that begins at `from` may end, in order.
fn ends(items: &[Item], text: &[u8], from: usize) -> Vec<usize> {
    let mut here = vec![from];
    for item in items {
        let mut next: Vec<usize> = match item {
            // From the first place on, everything.
            Item::Many => here.first().map_or_else(Vec::new, |first| (*first..=text.len()).collect()),
            item => here.iter().flat_map(|at| steps(item, text, *at)).collect(),
        };
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return next;
        }
        here = next;
    }
    here
}

fn steps(item: &Item, text: &[u8], at: usize) -> Vec<usize> {
    let next = text.get(at).copied();
    let fits = |holds: bool| if holds { vec![at + 1] } else { Vec::new() };
    match item {
        Item::Byte(byte) => fits(next == Some(*byte)),
        Item::One => fits(next.is_some()),
        Item::Many => (at..=text.len()).collect(),
        Item::Class { negated, ranges } => fits(next.is_some_and(|byte| in_ranges(ranges, byte) != *negated)),
        Item::Group { operator, alternatives } => group(*operator, alternatives, text, at),
    }
}

fn group(operator: u8, alternatives: &[Pattern], text: &[u8], at: usize) -> Vec<usize> {
    let once = |from: usize| -> Vec<usize> {
        alternatives.iter().flat_map(|pattern| ends(&pattern.items, text, from)).collect()
    };
    if operator == b'!' {
        let matched = once(at);
        return (at..=text.len()).filter(|end| !matched.contains(end)).collect();
    }
    let mut found = if matches!(operator, b'?' | b'*') { vec![at] } else { Vec::new() };
    let mut fresh = once(at);
    while let Some(end) = fresh.pop() {
        if !found.contains(&end) {
            found.push(end);
            if matches!(operator, b'*' | b'+') && end > at {
                fresh.extend(once(end));
            }
        }
    }
    found
}

fn in_ranges(ranges: &[(u8, u8)], byte: u8) -> bool {
    ranges.iter().any(|(low, high)| (*low..=*high).contains(&byte))
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    syntax: Syntax,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    /// Items up to the end, or inside of a group up to `|` or `)`.
    fn items(&mut self, inside: bool) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some(byte) = self.peek(0) {
            if inside && matches!(byte, b'|' | b')') {
                break;
            }
            let item = self.item(byte);
            // Two stars are one.
            if item != Item::Many || items.last() != Some(&Item::Many) {
                items.push(item);
            }
        }
        items
    }

    fn item(&mut self, byte: u8) -> Item {
        let is_group = self.syntax.groups && b"@?*+!".contains(&byte) && self.peek(1) == Some(b'(');
        if let Some(group) = is_group.then(|| self.group(byte)).flatten() {
            return group;
        }
        match byte {
            b'*' => self.one(Item::Many),
            b'?' => self.one(Item::One),
            b'[' => self.class().unwrap_or_else(|| self.one(Item::Byte(b'['))),
            b'\\' if self.peek(1).is_some() => {
                self.at += 1;
                let quoted = self.peek(0).unwrap_or(b'\\');
                self.one(Item::Byte(quoted))
            }
            other => self.one(Item::Byte(other)),
        }
    }

    fn one(&mut self, item: Item) -> Item {
        self.at += 1;
        item
    }

    /// `@(a|b)`; `None`, and nothing read, where it is not closed.
    fn group(&mut self, operator: u8) -> Option<Item> {
        let begin = self.at;
        self.at += 2;
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(Pattern { items: self.items(true) });
            let end = self.peek(0);
            self.at += 1;
            match end {
                Some(b'|') => {}
                Some(_) => return Some(Item::Group { operator, alternatives }),
                None => {
                    self.at = begin;
                    return None;
                }
            }
        }
    }

    /// `[…]`; `None`, and nothing read, where it is not closed.
    fn class(&mut self) -> Option<Item> {
        let begin = self.at;
        let found = self.class_members();
        if found.is_none() {
            self.at = begin;
        }
        found
    }

    fn class_members(&mut self) -> Option<Item> {
        self.at += 1;
        let first = self.peek(0)?;
        let negated = first == b'!' || first == b'^' && self.syntax.caret;
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        let mut empty = true;
        loop {
            let byte = self.peek(0)?;
            if byte == b']' && !empty {
                self.at += 1;
                return Some(Item::Class { negated, ranges });
            }
            empty = false;
            let is_named = byte == b'[' && self.peek(1) == Some(b':');
            if let Some(named) = is_named.then(|| self.named()).flatten() {
                ranges.extend_from_slice(named);
                continue;
            }
            let low = self.member()?;
            let is_range = self.peek(0) == Some(b'-') && self.peek(1).is_some_and(|byte| byte != b']');
            if is_range {
                self.at += 1;
                let high = self.member()?;
                ranges.push((low, high));
            } else {
                ranges.push((low, low));
            }
        }
    }

    fn member(&mut self) -> Option<u8> {
        let byte = self.peek(0)?;
        self.at += 1;
        if byte != b'\\' {
            return Some(byte);
        }
        let quoted = self.peek(0)?;
        self.at += 1;
        Some(quoted)
    }

    /// `[:name:]`
    fn named(&mut self) -> Option<&'static [(u8, u8)]> {
        let rest = self.text.get(self.at + 2..)?;
        let length = rest.windows(2).position(|two| two == b":]")?;
        let name = std::str::from_utf8(rest.get(..length)?).ok()?;
        let ranges = character_class(name)?;
        self.at += 2 + length + 2;
        Some(ranges)
    }
}

/// The character classes of the C locale (POSIX XBD 7.3.1).
#[must_use]
pub fn character_class(name: &str) -> Option<&'static [(u8, u8)]> {
    Some(match name {
        "alpha" => &[(b'A', b'Z'), (b'a', b'z')],
        "digit" => &[(b'0', b'9')],
        "alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        "upper" => &[(b'A', b'Z')],
        "lower" => &[(b'a', b'z')],
        "space" => &[(b'\t', b'\r'), (b' ', b' ')],
        "blank" => &[(b'\t', b'\t'), (b' ', b' ')],
        "punct" => &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
        "print" => &[(b' ', b'~')],
        "graph" => &[(b'!', b'~')],
        "cntrl" => &[(0, 31), (127, 127)],
        "xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Syntax};

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::compile(pattern.as_bytes(), Syntax::BASH).matches(text.as_bytes())
    }

    #[test]
    fn whole_texts() {
        for (pattern, text, wanted) in [
            ("start", "start", true),
            ("st*", "stop", true),
            ("", "", true),
            ("*", "", true),
            ("[Ss]tart", "Start", true),
            ("[!Ss]tart", "Start", false),
            ("[^Ss]tart", "Start", false),
            ("[]a]", "]", true),
            ("[a-c]?", "bx", true),
            ("[[:digit:]]*", "7x", true),
            ("[![:digit:]]*", "7x", false),
            ("\\*", "x", false),
            ("\\*", "*", true),
            ("@(start|stop)", "stop", true),
            ("!(start|stop)", "status", true),
            ("!(start|stop)", "stop", false),
            ("+(ab)", "abab", true),
            ("*(ab)c", "c", true),
            ("[abc", "[abc", true),
            ("[a-]", "-", true),
            ("@(a", "@(a", true),
        ] {
            assert_eq!(matches(pattern, text), wanted, "{pattern} {text}");
        }
        assert!(!Pattern::compile(b"[^a]", Syntax::DASH).matches(b"b"));
        assert!(!Pattern::compile(b"@(a|b)", Syntax::DASH).matches(b"a"));
    }

    #[test]
    fn prefixes_suffixes_and_places() {
        let pattern = Pattern::compile(b"*/", Syntax::DASH);
        assert_eq!(pattern.prefix(b"a/b/c", false), Some(2));
        assert_eq!(pattern.prefix(b"a/b/c", true), Some(4));
        let pattern = Pattern::compile(b"t*s", Syntax::DASH);
        assert_eq!(pattern.suffix(b"iptables", false), Some(2));
        assert_eq!(pattern.suffix(b"ipxx", true), None);
        assert_eq!(Pattern::compile(b"b*", Syntax::DASH).find(b"abc", 0), Some((1, 3)));
    }

    #[test]
    fn what_is_known_of_every_match() {
        let pattern = Pattern::compile(b"[Ss]tart", Syntax::BASH);
        assert_eq!(pattern.words(), Some(vec![b"Start".to_vec(), b"start".to_vec()]));
        assert_eq!(Pattern::compile(b"st*p", Syntax::BASH).start(), b"st");
        assert_eq!(Pattern::compile(b"st*p", Syntax::BASH).end(), b"p");
        let between = |pattern: &str| Pattern::compile(pattern.as_bytes(), Syntax::BASH).between_stars();
        assert_eq!(between("*rc.debug*"), Some(vec![Vec::new(), b"rc.debug".to_vec(), Vec::new()]));
        assert_eq!(between("a*b"), Some(vec![b"a".to_vec(), b"b".to_vec()]));
        assert_eq!((between("ab"), between("a*[bc]")), (None, None));
        assert_eq!(Pattern::compile(b"a*", Syntax::BASH).words(), None);
        let hostile = vec![b'*'; 2000];
        assert!(Pattern::compile(&hostile, Syntax::BASH).matches(&[b'a'; 2000]));
    }

    #[test]
    fn a_quoted_text_matches_itself() {
        let text = b"a*?[x]\\(b|c)-^!";
        assert!(Pattern::compile(&Pattern::quote(text), Syntax::BASH).matches(text));
    }
}
