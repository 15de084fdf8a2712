//! The comments chkconfig(8) reads, and those Red Hat's scripts add to them.

use super::line::Line;
use super::{HeaderProblem, HeaderProblemKind, Text};
use crate::span::Span;

/// Red Hat's comments of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedHat {
    /// `# chkconfig:`, where it is well-formed; the first of several.
    pub chkconfig: Option<Chkconfig>,
    /// `# description:`, its lines.
    pub description: Vec<Text>,
    /// `# processname:`
    pub processname: Vec<Text>,
    /// `# config:`
    pub config: Vec<Text>,
    /// `# pidfile:`
    pub pidfile: Vec<Text>,
}

/// `# chkconfig: levels start stop`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chkconfig {
    /// The line.
    pub span: Span,
    /// The run levels in which the service is started: digits, or `-` for none.
    pub levels: Text,
    /// Its place among the start links, 0 to 99.
    pub start: u8,
    /// Its place among the stop links, 0 to 99.
    pub stop: u8,
}

/// Reads the comments of the head of a file and of the block that holds the chkconfig
/// line; what lies in `lsb` belongs to the other header.
pub fn read(lines: &[Line<'_>], lsb: Span, problems: &mut Vec<HeaderProblem>) -> RedHat {
    let mut red_hat = RedHat::default();
    let outside = |line: &Line<'_>| lsb.is_empty() || !lsb.contains(line.span());
    let is_code = |line: &Line<'_>| line.comment().is_none() && !line.bytes.is_empty();
    let is_chkconfig =
        |line: &Line<'_>| outside(line) && line.key_value().is_some_and(|(key, _)| key == b"chkconfig");
    let head = lines.iter().position(is_code).unwrap_or(lines.len());
    let at = lines.iter().position(is_chkconfig).unwrap_or(0);
    let block = around(lines, at, |line| line.comment().is_some());
    let read =
        lines.iter().enumerate().filter(|(at, line)| (*at < head || block.contains(at)) && outside(line));
    let mut more = false;
    for (_, line) in read {
        if let Some(comment) = line.comment().filter(|_| more) {
            more = red_hat.describe(line, comment);
        } else if let Some((key, value)) = line.key_value() {
            more = red_hat.take(line, key, value, problems);
        }
    }
    red_hat
}

impl RedHat {
    /// Takes one keyed comment; says whether the next line belongs to it.
    fn take<'a>(
        &mut self,
        line: &Line<'a>,
        key: &[u8],
        value: &'a [u8],
        problems: &mut Vec<HeaderProblem>,
    ) -> bool {
        match key {
            b"chkconfig" => match chkconfig(line, value) {
                Some(found) => self.chkconfig = self.chkconfig.take().or(Some(found)),
                None => {
                    problems.push(HeaderProblem { span: line.span(), kind: HeaderProblemKind::Chkconfig })
                }
            },
            b"description" => return self.describe(line, value),
            b"processname" => self.processname.push(line.text(value)),
            b"config" => self.config.push(line.text(value)),
            b"pidfile" => self.pidfile.push(line.text(value)),
            _ => {}
        }
        false
    }

    /// Takes a line of the description; says whether a backslash asks for the next one.
    fn describe<'a>(&mut self, line: &Line<'a>, text: &'a [u8]) -> bool {
        let stripped = text.strip_suffix(b"\\");
        self.description.push(line.text(stripped.unwrap_or(text).trim_ascii()));
        stripped.is_some()
    }
}

/// The unbroken run of lines round `at` that are as `is` says.
fn around(lines: &[Line<'_>], at: usize, is: impl Fn(&Line<'_>) -> bool) -> std::ops::Range<usize> {
    let before = lines.get(..at).unwrap_or_default().iter().rev().take_while(|line| is(line)).count();
    let after = lines.get(at..).unwrap_or_default().iter().take_while(|line| is(line)).count();
    at - before..at + after
}

fn chkconfig<'a>(line: &Line<'a>, value: &'a [u8]) -> Option<Chkconfig> {
    let words = line.words(value);
    let [levels, start, stop, ..] = words.as_slice() else { return None };
    let are_levels = levels.text == "-" || levels.text.bytes().all(|byte| (b'0'..=b'6').contains(&byte));
    let priority = |text: &Text| text.text.parse::<u8>().ok().filter(|number| *number <= 99);
    Some(Chkconfig {
        span: line.span(),
        levels: are_levels.then(|| levels.clone())?,
        start: priority(start)?,
        stop: priority(stop)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Header;
    use crate::syntax::Source;

    #[test]
    fn red_hat_comments() {
        let text = "#!/bin/bash\n#\n# food\tFeeds\n#\n# chkconfig: 2345 08 92\n# description:  Feeds \\\n#\tpeople\n\
                    # processname: food\n# config: /etc/food\n# config: /etc/sysconfig/food\n#\n\n. /lib\n\
                    # pidfile: in the code\n";
        let Header { red_hat, problems, lsb } = Header::read(&Source::new("x", text.as_bytes()));
        let chkconfig = red_hat.chkconfig.unwrap();
        assert_eq!((chkconfig.levels.text.as_str(), chkconfig.start, chkconfig.stop), ("2345", 8, 92));
        let texts = |texts: &[super::Text]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&red_hat.description), ["Feeds", "people"]);
        assert_eq!(texts(&red_hat.config), ["/etc/food", "/etc/sysconfig/food"]);
        assert_eq!(red_hat.config[0].span.range(), text.find("/etc/food").map(|at| at..at + 9).unwrap());
        assert!(red_hat.pidfile.is_empty() && problems.is_empty() && lsb.is_none());
    }

    #[test]
    fn a_chkconfig_line_below_the_first_code_is_found_with_its_block() {
        let text = "#!/bin/sh\nPATH=/bin\n\n# chkconfig: - 85 15\n# pidfile: /run/x\n:\n# processname: no\n";
        let red_hat = Header::read(&Source::new("x", text.as_bytes())).red_hat;
        assert_eq!(red_hat.chkconfig.unwrap().levels.text, "-");
        assert_eq!((red_hat.pidfile.len(), red_hat.processname.len()), (1, 0));
    }

    #[test]
    fn malformed_chkconfig_lines() {
        for line in ["2345 8", "2345", "", "12a 1 2", "345 100 1", "@levels@ 1 2"] {
            let text = format!("#!/bin/sh\n# chkconfig: {line}\n");
            let header = Header::read(&Source::new("x", text.as_bytes()));
            assert!(header.red_hat.chkconfig.is_none(), "{line}");
            assert_eq!(header.problems.len(), 1, "{line}");
        }
    }
}
