//! Text of others in a page.

use std::fmt;

use crate::report::text::visible;

/// A text that may stand between tags and in quoted attributes: nothing of it is markup, and nothing is hidden.
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = visible(self.0);
        let mut rest = &*shown;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            let mut characters = rest[at..].chars();
            f.write_str(match characters.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                _ => "&#39;",
            })?;
            rest = characters.as_str();
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        let hostile = "</script><a b=\"'&\u{202e}\u{1b}[31m";
        let shown = "&lt;/script&gt;&lt;a b=&quot;&#39;&amp;&lt;U+202E&gt;␛[31m";
        assert_eq!(Text(hostile).to_string(), shown);
    }
}
