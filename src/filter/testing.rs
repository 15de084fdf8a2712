//! Tables for the filters' tests.

use super::{File, Input, run};

/// Splits as a shell would, with `'…'`, `"…"` and `$'…'` (`\n`, `\t`, `\\`, `\'`) and nothing else.
pub fn words(line: &str) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let (mut word, mut begun) = (Vec::new(), false);
    let mut bytes = line.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b' ' => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
                continue;
            }
            b'\'' | b'"' => word.extend(bytes.by_ref().take_while(|next| *next != byte)),
            b'$' if bytes.next_if_eq(&b'\'').is_some() => {
                while let Some(next) = bytes.next().filter(|next| *next != b'\'') {
                    word.push(match next {
                        b'\\' => match bytes.next() {
                            Some(b'n') => b'\n',
                            Some(b't') => b'\t',
                            other => other.unwrap_or(b'\\'),
                        },
                        next => next,
                    });
                }
            }
            byte => word.push(byte),
        }
        begun = true;
    }
    if begun {
        words.push(word);
    }
    words
}

/// The files of the tests: `one` and `two` hold lines, `empty` nothing; `unknown` is not known.
pub fn read(path: &[u8]) -> File {
    match path {
        b"one" => File::Known((*b"first\nsecond\n").into()),
        b"two" => File::Known((*b"second\nthird\n").into()),
        b"empty" => File::Known((*b"").into()),
        b"unknown" => File::Unknown,
        _ => File::Missing,
    }
}

/// Each command line writes this and ends with that.
#[track_caller]
pub fn answers(name: &str, stdin: &str, cases: &[(&str, &str, u8)]) {
    for (line, output, status) in cases {
        let args = words(line);
        let answer = run(name, &Input { args: &args, stdin: stdin.as_bytes(), read: &read });
        let answer = answer.unwrap_or_else(|| panic!("{name} {line}: no answer"));
        let found = (String::from_utf8_lossy(&answer.output).into_owned(), answer.status);
        assert_eq!(found, ((*output).to_owned(), *status), "{name} {line}");
    }
}

/// No command line has an answer.
#[track_caller]
pub fn unknown(name: &str, stdin: &str, lines: &[&str]) {
    for line in lines {
        let args = words(line);
        let answer = run(name, &Input { args: &args, stdin: stdin.as_bytes(), read: &read });
        assert_eq!(answer, None, "{name} {line}");
    }
}
