//! How much the front end takes on.

/// How deep commands, quotes and expansions may nest. The grammar recurses: one
/// level takes up to 24 KiB of stack in a debug build, and a test thread has
/// 2 MiB. The deepest of the scripts measured so far nests 11 levels.
pub const NESTING: usize = 64;

/// How often a reading may be given up for another (`$((` that was `$( (`):
/// bounds the work on hostile input. Real scripts need it once or twice.
pub const RETRIES: usize = 1000;
