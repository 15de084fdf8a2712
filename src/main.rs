//! The command line of initlint.

fn main() {}
