//! What was measured: one line a run, one column a profile.

/// What a run answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    /// This status.
    Status(u8),
    /// It did not come back.
    Timeout,
}

/// One action of a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    pub script: String,
    /// The actions that were run before.
    pub before: Vec<String>,
    pub action: String,
}

/// A table of measurements.
pub struct Table {
    pub profiles: Vec<String>,
    /// With the answer in each profile; `None`: it was not measured there.
    pub rows: Vec<(Run, Vec<Option<Measured>>)>,
}

impl Table {
    /// Reads a table; the first line that is no comment names the columns.
    pub fn read(text: &str) -> Self {
        let mut lines = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let head = lines.next().unwrap_or_default();
        let profiles = head.iter().skip(3).map(|name| (*name).to_owned()).collect();
        let row = |fields: Vec<&str>| {
            let [script, before, action, answers @ ..] = fields.as_slice() else { panic!("{fields:?}") };
            let run = Run {
                script: (*script).to_owned(),
                before: before.split('+').filter(|word| *word != "-").map(str::to_owned).collect(),
                action: (*action).to_owned(),
            };
            (run, answers.iter().map(|answer| Measured::read(answer)).collect())
        };
        Self { profiles, rows: lines.map(row).collect() }
    }
}

impl Measured {
    /// A word of a table; `None`: it was not measured.
    pub fn read(word: &str) -> Option<Self> {
        match word {
            // `none`: the container ended first.
            "-" | "none" => None,
            "timeout" => Some(Self::Timeout),
            status => Some(Self::Status(status.parse().unwrap_or_else(|_| panic!("{status}")))),
        }
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Timeout => f.write_str("timeout"),
        }
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.script)?;
        self.before.iter().try_for_each(|action| write!(f, " {action}, then"))?;
        write!(f, " {}", self.action)
    }
}
