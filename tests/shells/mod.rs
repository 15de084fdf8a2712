//! Real shells: found on the machine, run on one script each in an empty directory of its own.
//!
//! Everything that compares something with dash, bash or bash as sh comes through here, so that the
//! conditions are the same everywhere: no arguments, empty standard input, standard output to a
//! file, standard error dropped, `PATH` and `HOME` as the only variables.
#![allow(dead_code, reason = "every test crate that asks shells uses another part of this module")]

pub mod machine;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fmt, process, thread};

use initlint::syntax::Dialect;

/// The dialects that a real shell can be asked about, in the order of reports.
pub const DIALECTS: [Dialect; 3] = [Dialect::Dash, Dialect::Bash, Dialect::BashPosix];

/// Where the shells find their few tools.
const SEARCH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// The name of a dialect in test data: that by which the shell is called.
pub const fn name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Dash => "dash",
        Dialect::Bash => "bash",
        Dialect::BashPosix | Dialect::Posix => "sh",
    }
}

/// What a script answered: its status as a calling shell sees it, and what it printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: i32,
    pub stdout: Vec<u8>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "status {}", self.status)?;
        for line in String::from_utf8_lossy(&self.stdout).split_inclusive('\n') {
            let text = line.strip_suffix('\n');
            let end = if text.is_some() { "" } else { " (no newline)" };
            writeln!(f, "| {}{end}", text.unwrap_or(line).escape_debug())?;
        }
        Ok(())
    }
}

/// A shell of this machine, to be called as one dialect.
pub struct Shell {
    pub dialect: Dialect,
    program: PathBuf,
}

impl Shell {
    /// The shells of this machine. A missing one is said past the test harness, which would keep
    /// the words of a passing test to itself.
    pub fn found() -> Vec<Self> {
        let mut known = BTreeMap::new();
        let mut find = |program: &'static str| -> Option<PathBuf> {
            known.entry(program).or_insert_with(|| find_program(program)).clone()
        };
        let mut shells = Vec::new();
        for dialect in DIALECTS {
            let program = if dialect == Dialect::Dash { "dash" } else { "bash" };
            match find(program) {
                Some(program) => shells.push(Self { dialect, program }),
                None => aloud(&format!("{} was NOT asked: no {program} on this machine", name(dialect))),
            }
        }
        shells
    }

    /// Runs the file `../snippet` of a room in the room's empty directory. The error says what
    /// went wrong, the time limit included.
    pub fn run(&self, room: &Room, script: &[u8], limit: Duration) -> Result<Answer, String> {
        let script_file = room.path.join("snippet");
        room.empty().and_then(|()| fs::write(&script_file, script)).map_err(|error| error.to_string())?;
        let stdout_file = room.path.join("stdout");
        let stdout = File::create(&stdout_file).map_err(|error| error.to_string())?;
        let child = self
            .command()
            .arg("../snippet")
            .current_dir(room.here())
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.program.display()))?;
        let status = wait(child, limit)?;
        let stdout = fs::read(&stdout_file).map_err(|error| error.to_string())?;
        Ok(Answer { status: as_seen(status), stdout })
    }

    /// The shell under its name, with nothing of the caller's environment, in a process group that
    /// can be ended as a whole.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg0(name(self.dialect))
            .env_clear()
            .env("PATH", SEARCH)
            .env("HOME", "/root")
            .process_group(0);
        command
    }
}

fn find_program(name: &str) -> Option<PathBuf> {
    SEARCH.split(':').map(|folder| Path::new(folder).join(name)).find(|path| path.is_file())
}

/// The status as `$?` of a calling shell shows it: 128 + n after death by signal n.
fn as_seen(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// Waits for a child; past the limit ends its whole process group.
pub fn wait(mut child: Child, limit: Duration) -> Result<ExitStatus, String> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Err(error) => return Err(error.to_string()),
            Ok(None) if begun.elapsed() > limit => {
                let group = format!("-{}", child.id());
                let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
                child.kill().and_then(|()| child.wait()).ok();
                let how = killed.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(format!("still running after {limit:?}; kill: {how}"));
            }
            Ok(None) => thread::sleep(Duration::from_micros(300)),
        }
    }
}

/// A directory for one script at a time, removed when dropped.
pub struct Room {
    path: PathBuf,
}

impl Room {
    pub fn new() -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("room-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }

    /// A path in the room, beside the directory in which scripts run.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The directory in which scripts run.
    pub fn here(&self) -> PathBuf {
        self.path.join("here")
    }

    /// Makes [`Self::here`] anew.
    fn empty(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.here()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => fs::create_dir(self.here()),
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).ok();
    }
}

/// Says something past the test harness.
pub fn aloud(what: &str) {
    io::stderr().write_all(format!("\n{what}\n").as_bytes()).ok();
}
