//! Numbers with their nouns.

/// `1 error`, `2 errors`, `no errors` – and `1,024 errors`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{} {noun}s", grouped(count)),
    }
}

fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_and_thousands() {
        assert_eq!(counted(0, "error"), "no errors");
        assert_eq!(counted(1, "error"), "1 error");
        assert_eq!(counted(999, "error"), "999 errors");
        assert_eq!(counted(1_234_567, "error"), "1,234,567 errors");
    }
}
