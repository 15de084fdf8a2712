//! Options, as GNU's getopt reads them: anywhere among the words, up to `--`.

/// The options a filter knows.
pub struct Options {
    /// Letters, each with a `:` after it if it takes an argument.
    pub short: &'static str,
    /// Long names and the letter each stands for.
    pub long: &'static [(&'static str, u8)],
}

/// Words, sorted.
pub struct Parsed<'a> {
    /// Options in their order, with their arguments.
    pub given: Vec<(u8, &'a [u8])>,
    /// The other words.
    pub operands: Vec<&'a [u8]>,
    /// An option came after one of them: to some tools it is none there.
    pub mixed: bool,
}

impl Options {
    /// Sorts words. `None`: an option is not known, an argument is missing.
    pub fn parse<'a>(&self, args: &'a [Vec<u8>]) -> Option<Parsed<'a>> {
        let mut parsed = Parsed { given: Vec::new(), operands: Vec::new(), mixed: false };
        let mut words = args.iter().map(Vec::as_slice);
        while let Some(word) = words.next() {
            let operands = parsed.operands.len();
            match word {
                b"--" => parsed.operands.extend(words.by_ref()),
                [b'-', b'-', long @ ..] => parsed.given.push(self.long(long, &mut words)?),
                [b'-', letters @ ..] if !letters.is_empty() => {
                    self.letters(letters, &mut words, &mut parsed.given)?;
                }
                operand => parsed.operands.push(operand),
            }
            parsed.mixed |= operands > 0 && parsed.operands.len() == operands;
        }
        Some(parsed)
    }

    fn takes_argument(&self, letter: u8) -> Option<bool> {
        let short = self.short.as_bytes();
        let at = short.iter().position(|known| *known == letter && letter != b':')?;
        Some(short.get(at + 1) == Some(&b':'))
    }

    fn letters<'a>(
        &self,
        letters: &'a [u8],
        words: &mut impl Iterator<Item = &'a [u8]>,
        given: &mut Vec<(u8, &'a [u8])>,
    ) -> Option<()> {
        let mut rest = letters;
        while let Some((letter, after)) = rest.split_first() {
            let argument = match (self.takes_argument(*letter)?, after) {
                (false, _) => {
                    rest = after;
                    given.push((*letter, b""));
                    continue;
                }
                (true, []) => words.next()?,
                (true, after) => after,
            };
            given.push((*letter, argument));
            break;
        }
        Some(())
    }

    fn long<'a>(&self, word: &'a [u8], words: &mut impl Iterator<Item = &'a [u8]>) -> Option<(u8, &'a [u8])> {
        let (name, value) = match super::text::split_once(word, b'=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        let (_, letter) = self.long.iter().find(|(long, _)| long.as_bytes() == name)?;
        match (self.takes_argument(*letter)?, value) {
            (true, Some(value)) => Some((*letter, value)),
            (true, None) => Some((*letter, words.next()?)),
            (false, None) => Some((*letter, b"")),
            (false, Some(_)) => None,
        }
    }
}

impl<'a> Parsed<'a> {
    /// Whether the option is given.
    pub fn has(&self, letter: u8) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The argument of the last such option.
    pub fn value(&self, letter: u8) -> Option<&'a [u8]> {
        self.values(letter).last()
    }

    /// The arguments of all such options.
    pub fn values(&self, letter: u8) -> impl Iterator<Item = &'a [u8]> {
        self.given.iter().filter(move |(given, _)| *given == letter).map(|(_, value)| *value)
    }

    /// The last of these options that is given.
    pub fn last_of(&self, letters: &[u8]) -> Option<u8> {
        self.given.iter().rev().map(|(given, _)| *given).find(|given| letters.contains(given))
    }
}
