//! The first argument a script is called with.

use std::fmt;

/// What a script is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// This word.
    Word(String),
    /// A word that nothing in the script accepts. Shown as `*`.
    Unknown,
    /// No argument. Shown as `''`.
    Empty,
}

impl Action {
    /// The action a user names: `*` and the empty text have their meanings, any
    /// other text means exactly itself.
    #[must_use]
    pub fn named(text: &str) -> Self {
        match text {
            "*" => Self::Unknown,
            "" => Self::Empty,
            word => Self::Word(word.into()),
        }
    }

    /// The action as the reports name it: the word, `*`, or nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Unknown => "*",
            Self::Empty => "",
        }
    }

    /// The first argument that asks for it, as the machine wants it: `*` for any word; `None`: there is none.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        (*self != Self::Empty).then(|| self.name())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(_) | Self::Unknown => f.write_str(self.name()),
            Self::Empty => f.write_str("''"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_the_action() {
        for (action, shown) in
            [(Action::Word("start".into()), "start"), (Action::Unknown, "*"), (Action::Empty, "''")]
        {
            assert_eq!(Action::named(action.name()), action);
            assert_eq!(action.to_string(), shown);
        }
    }
}
