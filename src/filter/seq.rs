//! `seq`: numbers, whole ones.

use super::Answer;
use super::call::Call;
use super::text::Output;

/// What it writes and answers. Its words are not sorted by the rules of options: `-1` is a number.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let mut words = call.args.iter().map(Vec::as_slice).peekable();
    let (mut separator, mut equal): (&[u8], bool) = (b"\n", false);
    while let Some(word) = words.peek() {
        match *word {
            b"-w" | b"--equal-width" => equal = true,
            b"-s" => {
                words.next();
                separator = words.peek()?;
            }
            [b'-', b's', rest @ ..] => separator = rest,
            [b'-', digit, ..] if digit.is_ascii_digit() => break,
            [b'-', ..] => return None,
            _ => break,
        }
        words.next();
    }
    let numbers: Vec<i64> = words.map(plain).collect::<Option<_>>()?;
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1, 1, *last),
        [first, last] => (*first, 1, *last),
        [first, step, last] if *step != 0 => (*first, *step, *last),
        _ => return None,
    };
    // How a minus is counted is not the same everywhere.
    if equal && (first < 0 || last < 0) {
        return None;
    }
    let width = if equal { first.to_string().len().max(last.to_string().len()) } else { 0 };
    let mut output = Output::default();
    let (mut number, mut begun) = (first, false);
    while if step > 0 { number <= last } else { number >= last } {
        if begun {
            output.put(separator)?;
        }
        begun = true;
        output.put(format!("{number:0width$}").as_bytes())?;
        number = number.checked_add(step)?;
    }
    if begun {
        output.put(b"\n")?;
    }
    output.answer(0)
}

/// A number as it would be written.
fn plain(word: &[u8]) -> Option<i64> {
    let number: i64 = std::str::from_utf8(word).ok()?.parse().ok()?;
    (number.to_string().as_bytes() == word).then_some(number)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn numbers() {
        answers(
            "seq",
            "",
            &[
                ("3", "1\n2\n3\n", 0),
                ("2 4", "2\n3\n4\n", 0),
                ("5 -2 1", "5\n3\n1\n", 0),
                ("-w 8 10", "08\n09\n10\n", 0),
                ("-s, 3", "1,2,3\n", 0),
                ("-s ' ' 1 2", "1 2\n", 0),
                ("3 1", "", 0),
                ("-1 1", "-1\n0\n1\n", 0),
            ],
        );
        unknown("seq", "", &["", "1.5", "1 0 2", "010", "-f %g 1", "9999999", "a", "-w -1 1"]);
    }
}
