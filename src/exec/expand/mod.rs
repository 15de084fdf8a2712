//! Word expansion (POSIX XCU 2.6): parts to fragments, fragments to a text, a pattern
//! or fields.

mod arith;
mod brace;
mod declared;
mod edit;
mod glob;
mod held;
mod parameter;
mod readings;
mod reprint;
mod special;
mod split;
mod substitution;

pub(super) use arith::{NoValue, compared};
pub(super) use split::Separators;

use super::budget::Limit;
use super::machine::Machine;
use super::stand_in;
use super::state::Value;
use super::text::{Class, Field, Text};
use crate::logic::{Choice, Guard};
use crate::pattern::{Pattern, Syntax};
use crate::span::Span;
use crate::syntax::word::{Part, Word};

/// What one part of a word expands to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fragment {
    /// A text; unquoted ones are split and matched against file names.
    Text {
        /// The text.
        text: Text,
        /// Whether quotes protect it.
        quoted: bool,
        /// It came from an expansion: only then it is split.
        expanded: bool,
    },
    /// Several fields: `"$@"`, `${a[*]}`.
    List {
        /// The fields.
        fields: Vec<Field>,
        /// Whether quotes protect each of them.
        quoted: bool,
        /// How they become one text.
        joint: Joint,
    },
}

/// What stands between the fields of a list where they become one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// `$@`: a blank in bash, in dash the first character of `IFS`.
    Blank,
    /// `$*`: the first character of `IFS`.
    Separator,
}

impl Fragment {
    pub fn quoted(text: Text) -> Self {
        Self::Text { text, quoted: true, expanded: false }
    }

    pub fn literal(text: Text) -> Self {
        Self::Text { text, quoted: false, expanded: false }
    }

    pub fn expansion(text: Text, quoted: bool) -> Self {
        Self::Text { text, quoted, expanded: true }
    }

    fn joint(&self) -> Option<Joint> {
        match self {
            Self::Text { .. } => None,
            Self::List { joint, .. } => Some(*joint),
        }
    }
}

/// How many words of one command are told apart: the scripts measured have 60 at most.
const WORDS: usize = 1024;

/// Whether fields end with those of which there are too many.
fn is_full(fields: &[Field]) -> bool {
    fields.len() > WORDS && matches!(fields.last(), Some(Field::Many(_)))
}

/// How many readings of a word, or of the words of one command, are told apart: for each the command is run. Of
/// more than these the usual one is kept, and the others are one, in which what they differ in is not known.
const READINGS: Limit = Limit { fresh: 12, tired: 4, weary: 2 };

/// The same for the words of a command where no root tells settings: each of them has two readings then, the
/// script's own and any. (With 12, a quarter more of all work was measured on the Debian corpus, and no more said.
/// The statuses of one command are five at most.)
const OPEN_READINGS: Limit = Limit { fresh: 6, tired: 4, weary: 2 };

impl Machine<'_> {
    /// A word as one text: no splitting, no file names.
    pub fn text(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        let fragments = self.fragments(&word.parts, guard, false);
        self.joined(&fragments)
    }

    /// The body of a here-document, where bash puts blanks between all fields.
    pub fn document_text(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        let fragments = self.fragments(&word.parts, guard, false);
        let (_, bash) = self.by_shell(guard);
        let mut texts = fragments.within(&mut self.guards, bash).map(&mut self.guards, |fragments| {
            fragments.iter().fold(Text::default(), |sum, fragment| sum.concat(&of_fragment(fragment, b" ")))
        });
        let others = fragments.outside(&mut self.guards, bash);
        let others = self.joined(&others);
        texts.join(&mut self.guards, others);
        texts
    }

    /// Fragments as one text each.
    pub fn joined(&mut self, fragments: &Choice<Vec<Fragment>>) -> Choice<Text> {
        self.folded(fragments, of_fragment)
    }

    /// Fragments as one text each, `one` making that of one of them.
    fn folded(
        &mut self,
        choice: &Choice<Vec<Fragment>>,
        one: impl Fn(&Fragment, &[u8]) -> Text,
    ) -> Choice<Text> {
        let mut all = Choice::default();
        for (own, fragments) in choice.iter() {
            let lists = fragments.iter().filter_map(Fragment::joint).collect::<Vec<_>>();
            if lists.is_empty() {
                let text =
                    fragments.iter().fold(Text::default(), |sum, fragment| sum.concat(&one(fragment, b"")));
                let text = self.shortened(text);
                all.add(&mut self.guards, own, text);
                continue;
            }
            let (dash, _) = self.by_shell(own);
            for (own, separators) in self.separators(own).iter() {
                let in_dash = self.and(own, dash);
                let in_bash = self.minus(own, dash);
                for (own, is_dash) in [(in_dash, true), (in_bash, false)] {
                    let between = |fragment: &Fragment| match fragment.joint() {
                        Some(Joint::Blank) if !is_dash => b" ".to_vec(),
                        _ => separators.joint(),
                    };
                    let text = fragments.iter().fold(Text::default(), |sum, fragment| {
                        sum.concat(&one(fragment, &between(fragment)))
                    });
                    let text = self.shortened(text);
                    all.add(&mut self.guards, own, text);
                }
            }
        }
        all
    }

    /// A text that is too long is not known any more.
    pub fn shortened(&mut self, text: Text) -> Text {
        if !text.is_long() {
            return text;
        }
        self.blur_here("64 KiB of text", Span::default());
        self.unknown_text(Class::NonEmpty, "a long text")
    }

    /// A word as a pattern: what quotes protect is escaped by backslashes.
    pub fn pattern_text(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        let fragments = self.fragments(&word.parts, guard, false);
        self.folded(&fragments, as_pattern)
    }

    /// A word as what stands for matches: what quotes protect is escaped there, too.
    pub fn replacement_text(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        let fragments = self.fragments(&word.parts, guard, false);
        self.folded(&fragments, as_replacement)
    }

    /// A word as an extended regular expression, in the same way.
    pub fn expression_text(&mut self, word: &Word, guard: Guard) -> Choice<Text> {
        let fragments = self.fragments(&word.parts, guard, false);
        self.folded(&fragments, as_expression)
    }

    /// A pattern's text, compiled for the shell that reads it; `None`: it is not known.
    pub fn compile(&self, text: &Text) -> Option<Pattern> {
        self.compile_with(text, self.pattern_syntax())
    }

    /// The same with another view of what is special.
    pub fn compile_with(&self, text: &Text, syntax: Syntax) -> Option<Pattern> {
        Some(Pattern::compile(text.known()?, syntax))
    }

    /// What the shell takes for special in a pattern: groups only after `shopt -s extglob`.
    pub fn pattern_syntax(&self) -> Syntax {
        let groups = !self.shell.options.extglob.is_false();
        let bash = Syntax { groups, ..Syntax::BASH };
        if self.dialect == crate::syntax::Dialect::Dash { Syntax::DASH } else { bash }
    }

    /// Words as fields: split, braces and file names expanded.
    pub fn fields<'a>(
        &mut self,
        words: impl IntoIterator<Item = &'a Word>,
        guard: Guard,
    ) -> Choice<Vec<Field>> {
        let mut all: Choice<Vec<Field>> = Choice::under(guard, Vec::new());
        for word in words {
            if word.literal().is_some() && all.iter().all(|(_, fields)| is_full(fields)) {
                continue;
            }
            all = self.braces_behind(all, &word.parts, word);
        }
        all
    }

    /// Fields with those of all words that one's braces make behind them.
    fn braces_behind(
        &mut self,
        mut all: Choice<Vec<Field>>,
        parts: &[Part],
        word: &Word,
    ) -> Choice<Vec<Field>> {
        let Some(words) = brace::expand(parts) else {
            let cover = all.cover(&mut self.guards);
            let more = Choice::under(cover, vec![self.many_words(word)]);
            return self.more_fields(&all, &more, word);
        };
        for parts in words {
            all = self.split_behind(all, &parts, word);
        }
        all
    }

    /// Words of which there are too many.
    fn many_words(&mut self, word: &Word) -> Field {
        self.blur_here("1,024 words of one command", word.span);
        let subject = format!("the words from {} on", self.source_text(word.span));
        Field::Many(self.hole(Class::NonEmpty, subject))
    }

    /// Fields with those of one word's parts behind them.
    fn split_behind(
        &mut self,
        before: Choice<Vec<Field>>,
        parts: &[Part],
        word: &Word,
    ) -> Choice<Vec<Field>> {
        let cover = before.cover(&mut self.guards);
        let fragments = self.fragments(parts, cover, false);
        let more = self.split_choice(&fragments);
        self.more_fields(&before, &more, word)
    }

    fn more_fields(
        &mut self,
        before: &Choice<Vec<Field>>,
        more: &Choice<Vec<Field>>,
        word: &Word,
    ) -> Choice<Vec<Field>> {
        if before.iter().all(|(_, fields)| is_full(fields)) {
            return before.clone();
        }
        let mut all: Choice<Vec<Field>> =
            self.product(before, more, |before, more| before.iter().chain(more).cloned().collect());
        if all.iter().any(|(_, fields)| fields.len() > WORDS && !is_full(fields)) {
            let rest = self.many_words(word);
            all = all.map(&mut self.guards, |fields| {
                if fields.len() <= WORDS || is_full(fields) {
                    return fields.clone();
                }
                fields.iter().take(WORDS).chain([&rest]).cloned().collect()
            });
        }
        let limit = if self.world.has_root() { READINGS } else { OPEN_READINGS };
        if all.len() > self.now(limit) && !readings::differ_by_few_numbers(&all) {
            return self.blur_fields(&all, word);
        }
        self.cut_readings(all, word.span)
    }

    fn split_choice(&mut self, fragments: &Choice<Vec<Fragment>>) -> Choice<Vec<Field>> {
        let mut all = Choice::default();
        for (own, fragments) in fragments.iter() {
            let fields = self.split_fields(fragments, own);
            all.join(&mut self.guards, fields);
        }
        all
    }

    /// Every pair of two choices' values that may stand together.
    pub fn product<A: Clone + PartialEq, B: Clone + PartialEq, C: Clone + PartialEq>(
        &mut self,
        left: &Choice<A>,
        right: &Choice<B>,
        join: impl Fn(&A, &B) -> C,
    ) -> Choice<C> {
        let mut all = Choice::default();
        for (one, a) in left.iter() {
            for (other, b) in right.iter() {
                let both = self.guards.and(one, other);
                if !both.is_false() {
                    all.add(&mut self.guards, both, join(a, b));
                }
            }
        }
        all
    }

    /// Too many readings: the usual one, and the others with what all of them have.
    fn blur_fields(&mut self, many: &Choice<Vec<Field>>, word: &Word) -> Choice<Vec<Field>> {
        self.blur_here("many readings of the words of one command", word.span);
        let (mut kept, rest) = self.usual_and_rest(many);
        let cover = rest.cover(&mut self.guards);
        let lists: Vec<&Vec<Field>> = rest.iter().map(|(_, fields)| fields).collect();
        let Some((first, others)) = lists.split_first() else { return kept };
        let alike = others.iter().all(|list| list.len() == first.len());
        let mut fields = Vec::new();
        for (at, field) in first.iter().enumerate() {
            if others.iter().all(|list| list.get(at) == Some(field)) {
                fields.push(field.clone());
                continue;
            }
            let texts: Option<Vec<Text>> =
                lists.iter().map(|list| list.get(at).and_then(Field::one).cloned()).collect();
            match texts.filter(|_| alike) {
                Some(texts) => {
                    let text = self.widen_texts(&texts, false, "a word with many readings");
                    fields.push(Field::One(text));
                }
                None => {
                    fields.push(self.rest_of_words(word));
                    break;
                }
            }
        }
        if !alike && fields.len() == first.len() && !matches!(fields.last(), Some(Field::Many(_))) {
            fields.push(self.rest_of_words(word));
        }
        kept.add(&mut self.guards, cover, fields);
        kept
    }

    fn rest_of_words(&mut self, word: &Word) -> Field {
        let subject = format!("the words up to {}", self.source_text(word.span));
        Field::Many(self.hole(Class::Any, subject))
    }

    /// The alternatives that are usual in some profile, or the first where none is; and all others.
    pub fn usual_and_rest<T: Clone + PartialEq>(&mut self, many: &Choice<T>) -> (Choice<T>, Choice<T>) {
        let guards: Vec<Guard> = many.iter().map(|(guard, _)| guard).collect();
        let usual = self.usual_cases(guards.iter().copied());
        let (mut kept, mut rest) = (Choice::default(), Choice::default());
        for (at, (guard, value)) in many.iter().enumerate() {
            let side = if usual.contains(&at) { &mut kept } else { &mut rest };
            side.add(&mut self.guards, guard, value.clone());
        }
        (kept, rest)
    }

    /// The fragments of parts.
    pub fn fragments(&mut self, parts: &[Part], guard: Guard, quoted: bool) -> Choice<Vec<Fragment>> {
        let mut all: Choice<Vec<Fragment>> = Choice::under(guard, Vec::new());
        for part in parts {
            let cover = all.cover(&mut self.guards);
            if cover.is_false() {
                break;
            }
            let found = self.part(part, cover, quoted);
            all = self.product(&all, &found, |before, more| before.iter().chain(more).cloned().collect());
            if all.len() > self.now(READINGS) && !readings::are_few_numbers(&all) {
                all = self.blur_fragments(&all, part, quoted);
            }
            all = self.cut_readings(all, part.span());
        }
        all
    }

    /// Many readings as the usual one and an unknown text.
    fn blur_fragments(
        &mut self,
        many: &Choice<Vec<Fragment>>,
        part: &Part,
        quoted: bool,
    ) -> Choice<Vec<Fragment>> {
        self.blur_here("many readings of one word", part.span());
        let (mut kept, rest) = self.usual_and_rest(many);
        let cover = rest.cover(&mut self.guards);
        let lists: Vec<&Vec<Fragment>> = rest.iter().map(|(_, fragments)| fragments).collect();
        let Some((first, others)) = lists.split_first() else { return kept };
        let same = |at: &usize| others.iter().all(|list| list.get(*at) == first.get(*at));
        let common = (0..first.len()).take_while(same).count();
        let mut fragments = first.iter().take(common).cloned().collect::<Vec<_>>();
        let tails = rest.map(&mut self.guards, |fragments| fragments.iter().skip(common).cloned().collect());
        let texts = self.joined(&tails);
        let text = self.widen_texts(texts.iter().map(|(_, text)| text), false, "a word with many readings");
        fragments.push(Fragment::expansion(text, quoted));
        kept.add(&mut self.guards, cover, fragments);
        kept
    }

    fn part(&mut self, part: &Part, guard: Guard, quoted: bool) -> Choice<Vec<Fragment>> {
        let one = |fragment| Choice::under(guard, vec![fragment]);
        match part {
            Part::Literal { text, .. } => {
                let text = stand_in::holes(text);
                one(if quoted { Fragment::quoted(text) } else { Fragment::literal(text) })
            }
            Part::Escaped { text, .. }
            | Part::SingleQuoted { text, .. }
            | Part::DollarSingleQuoted { text, .. } => one(Fragment::quoted(stand_in::holes(text))),
            Part::DoubleQuoted { parts, .. } => self.double_quoted(parts, guard),
            Part::Parameter(parameter) => self.parameter_expansion(parameter, guard, quoted),
            Part::Command { span, body, backquoted } => {
                let text = match backquoted {
                    true => self.substitution(*span, body, guard),
                    false => self.modern_substitution(*span, body, guard),
                };
                text.map(&mut self.guards, |text| vec![Fragment::expansion(text.clone(), quoted)])
            }
            Part::Arith { arith, span } => {
                let text = self.arithmetic(arith, guard, *span, NoValue::Is(super::fault::Wrong::Arithmetic));
                text.map(&mut self.guards, |text| vec![Fragment::expansion(text.clone(), quoted)])
            }
            Part::Process { body, span, output } => {
                one(Fragment::quoted(self.process_substitution(*span, body, *output, guard)))
            }
            Part::Tilde { user, .. } => self.tilde(user, guard),
            Part::ExtGlob { span, .. } => one(Fragment::literal(self.written(*span))),
            // Expanded before, where a word can become several; else it stands for itself.
            Part::Brace { span, .. } | Part::Array { span, .. } => one(Fragment::quoted(self.written(*span))),
        }
    }

    fn written(&self, span: Span) -> Text {
        let source = self.sources.get(self.file.0 as usize);
        Text::exact(source.map(|source| source.slice(span).to_vec()).unwrap_or_default())
    }

    fn double_quoted(&mut self, parts: &[Part], guard: Guard) -> Choice<Vec<Fragment>> {
        let inner = self.fragments(parts, guard, true);
        let may_be_dash = self.may_be_dash();
        inner.map(&mut self.guards, |inner| {
            let is_list = |fragment: &Fragment| matches!(fragment, Fragment::List { .. });
            // `"$@"` without parameters is no field; all other quotes are one at least. (`"$@$@"` is one in dash.)
            if !inner.is_empty() && inner.iter().all(is_list) && (inner.len() == 1 || !may_be_dash) {
                return inner.clone();
            }
            let mut fragments = vec![Fragment::quoted(Text::default())];
            fragments.extend(inner.iter().cloned());
            fragments
        })
    }

    fn tilde(&mut self, user: &str, guard: Guard) -> Choice<Vec<Fragment>> {
        let mut all = Choice::default();
        if let Some(variable) = of_directory(user) {
            let (_, bash) = self.by_shell(guard);
            let texts = self.texts_of(variable, bash);
            let stays = Text::exact(format!("~{user}"));
            for (own, text) in texts.iter() {
                let text = text.clone().unwrap_or_else(|| stays.clone());
                all.add(&mut self.guards, own, vec![Fragment::quoted(text)]);
            }
            let dash = self.minus(guard, bash);
            all.add(&mut self.guards, dash, vec![Fragment::quoted(stays)]);
            return all;
        }
        if !user.is_empty() {
            // Where there is no such user it stands for itself.
            let text = match self.home_of(user) {
                Some(home) => Text::exact(home.unwrap_or_else(|| format!("~{user}").into_bytes())),
                None => self.unknown_text(Class::Word, format!("the home directory of {user}, or ~{user}")),
            };
            return Choice::under(guard, vec![Fragment::quoted(text)]);
        }
        for (own, value) in self.variable("HOME", guard).iter() {
            let text = match value {
                Value::Scalar(text) => text.clone(),
                _ => self.unknown_text(Class::Word, "the home directory"),
            };
            all.add(&mut self.guards, own, vec![Fragment::quoted(text)]);
        }
        all
    }
}

/// The variable that `~+` and `~-` stand for (bash).
fn of_directory(user: &str) -> Option<&'static str> {
    match user {
        "+" => Some("PWD"),
        "-" => Some("OLDPWD"),
        _ => None,
    }
}

fn as_pattern(fragment: &Fragment, between: &[u8]) -> Text {
    with_quotes_as(fragment, between, Pattern::quote)
}

fn as_replacement(fragment: &Fragment, between: &[u8]) -> Text {
    with_quotes_as(fragment, between, |text| escaped(text, b"&\\"))
}

fn as_expression(fragment: &Fragment, between: &[u8]) -> Text {
    with_quotes_as(fragment, between, |text| escaped(text, b"\\.[]()*+?{}|^$"))
}

/// A text with a backslash before each of some bytes.
fn escaped(text: &[u8], special: &[u8]) -> Vec<u8> {
    let one = |byte: &u8| if special.contains(byte) { vec![b'\\', *byte] } else { vec![*byte] };
    text.iter().flat_map(one).collect()
}

/// A fragment's text; `quote` protects what is quoted and known.
fn with_quotes_as(fragment: &Fragment, between: &[u8], quote: fn(&[u8]) -> Vec<u8>) -> Text {
    match fragment {
        Fragment::Text { text, quoted: true, .. } => match text.known() {
            Some(bytes) => Text::exact(quote(bytes)),
            None => text.clone(),
        },
        other => of_fragment(other, between),
    }
}

fn of_fragment(fragment: &Fragment, between: &[u8]) -> Text {
    match fragment {
        Fragment::Text { text, .. } => text.clone(),
        Fragment::List { fields, .. } => join_fields(fields, &Text::exact(between)),
    }
}

/// Fields with a text between them.
pub(super) fn join_fields(fields: &[Field], between: &Text) -> Text {
    fields.iter().enumerate().fold(Text::default(), |sum, (index, field)| {
        let sum = if index > 0 { sum.concat(between) } else { sum };
        match field {
            Field::One(text) => sum.concat(text),
            Field::Many(hole) => sum.concat(&Text::hole(*hole)),
        }
    })
}
