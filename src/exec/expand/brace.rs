//! Brace expansion (bash).

use crate::syntax::word::{BraceKind, Part};

/// How many words one may become.
const WORDS: usize = 4096;

/// The words that brace expansion makes of one; `None`: too many.
pub(super) fn expand(parts: &[Part]) -> Option<Vec<Vec<Part>>> {
    let found = parts.iter().enumerate().find_map(|(at, part)| match part {
        Part::Brace { kind, span } => Some((at, kind, *span)),
        _ => None,
    });
    let Some((at, kind, span)) = found else { return Some(vec![parts.to_vec()]) };
    let middles: Vec<Vec<Part>> = match kind {
        BraceKind::List(words) => {
            let words: Option<Vec<_>> = words.iter().map(|word| expand(&word.parts)).collect();
            words?.into_iter().flatten().collect()
        }
        BraceKind::Sequence { from, to, step } => sequence(from, to, step.as_deref())?
            .into_iter()
            .map(|text| vec![Part::Literal { span, text: text.into_bytes() }])
            .collect(),
    };
    let (before, after) = (parts.get(..at).unwrap_or_default(), parts.get(at + 1..).unwrap_or_default());
    let tails = expand(after)?;
    if middles.len().saturating_mul(tails.len()) > WORDS {
        return None;
    }
    let mut words = Vec::new();
    for middle in &middles {
        for tail in &tails {
            words.push(before.iter().chain(middle).chain(tail).cloned().collect());
        }
    }
    Some(words)
}

fn sequence(from: &str, to: &str, step: Option<&str>) -> Option<Vec<String>> {
    let letters = |text: &str| text.parse::<i64>().is_err();
    let value = |text: &str| text.parse::<i64>().unwrap_or_else(|_| text.bytes().next().map_or(0, i64::from));
    let (first, last) = (value(from), value(to));
    let step = step.and_then(|step| step.parse::<i64>().ok()).map_or(1, i64::saturating_abs).max(1);
    let count = (last.saturating_sub(first).saturating_abs() / step).saturating_add(1);
    if usize::try_from(count).is_ok_and(|count| count > WORDS) {
        return None;
    }
    let sign = if last < first { -step } else { step };
    let padded =
        |text: &str| text.trim_start_matches('-').starts_with('0') && text.trim_start_matches('-').len() > 1;
    let width = if padded(from) || padded(to) { from.len().max(to.len()) } else { 0 };
    let numbers =
        (0..count).map(|index| first.wrapping_add(index.wrapping_mul(sign))).map(
            |number| match u8::try_from(number) {
                Ok(byte) if letters(from) => char::from(byte).to_string(),
                _ if number < 0 => format!("-{:0>width$}", -number, width = width.saturating_sub(1)),
                _ => format!("{number:0>width$}"),
            },
        );
    Some(numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn sequences() {
        assert_eq!(sequence("1", "3", None).unwrap_or_default(), ["1", "2", "3"]);
        assert_eq!(sequence("3", "1", None).unwrap_or_default(), ["3", "2", "1"]);
        assert_eq!(sequence("01", "03", None).unwrap_or_default(), ["01", "02", "03"]);
        assert_eq!(sequence("a", "e", Some("2")).unwrap_or_default(), ["a", "c", "e"]);
        assert_eq!(sequence("-1", "1", None).unwrap_or_default(), ["-1", "0", "1"]);
    }

    #[test]
    fn too_many() {
        assert_eq!(sequence("1", "1000000", None), None);
    }
}
