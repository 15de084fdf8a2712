//! The list of the kernel's modules, made from the kernel's own.

use super::Answer;
use super::call::Call;
use super::text::{Output, lines};

/// What it writes, standard input being the kernel's list: name, size, count, users. Measured
/// with kmod 30; module-init-tools, and kmod before, have a blank after the count of a module
/// without users.
pub fn run(call: &Call<'_>) -> Option<Answer> {
    let text = call.stdin()?;
    let mut output = Output::default();
    output.line(b"Module                  Size  Used by")?;
    for line in lines(&text) {
        let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let mut word = || words.next().and_then(|word| std::str::from_utf8(word).ok());
        let (name, size, count, users) = (word()?, word()?, word()?, word()?);
        let users = if users == "-" { "" } else { users.trim_end_matches(',') };
        let blank = if users.is_empty() { "" } else { " " };
        output.line(format!("{name:<19} {size:>8}  {count}{blank}{users}").as_bytes())?;
    }
    output.answer(0)
}

#[cfg(test)]
mod tests {
    use crate::filter::testing::{answers, unknown};

    #[test]
    fn a_table() {
        let list = "iptable_nat 12928 1 - Live 0x0\nip_tables 26995 2 iptable_nat,iptable_filter, Live 0x0\n";
        answers(
            "module-list",
            list,
            &[(
                "",
                "Module                  Size  Used by\n\
             iptable_nat            12928  1\n\
             ip_tables              26995  2 iptable_nat,iptable_filter\n",
                0,
            )],
        );
        unknown("module-list", "broken\n", &[""]);
    }
}
