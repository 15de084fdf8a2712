//! Associative arrays.

use std::rc::Rc;

use super::Found;
use crate::exec::text::{HoleId, Text};

/// An associative array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exec) struct Keyed {
    /// In the order in which they came.
    pub known: Vec<(Rc<[u8]>, Text)>,
    /// There may be others.
    pub open: Option<HoleId>,
    pub buckets: u32,
    /// Something was assigned to it.
    pub assigned: bool,
}

/// How many buckets bash 5.2 gives to an associative array: in their order the elements stand. It has more once
/// there are twice as many elements.
pub const BUCKETS: u32 = 1024;
/// The same for one that was a plain variable before.
pub const CONVERTED: u32 = 128;

impl Keyed {
    pub fn blurred(&self, list: HoleId) -> Self {
        Self { known: Vec::new(), open: Some(list), assigned: true, ..self.clone() }
    }

    pub fn get(&self, key: &[u8]) -> Found<'_> {
        if key.is_empty() {
            return Found::Nowhere;
        }
        match (self.known.iter().find(|(known, _)| **known == *key), self.open) {
            (Some((_, text)), _) => Found::Is(text),
            (None, None) => Found::Absent,
            (None, Some(list)) => Found::Open(list),
        }
    }

    pub fn set(&mut self, key: &Rc<[u8]>, text: Text, list: HoleId) -> bool {
        if key.is_empty() {
            return false;
        }
        self.assigned = true;
        match self.known.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = text,
            None => self.known.push((Rc::clone(key), text)),
        }
        self.open = self.open.map(|_| list);
        true
    }

    pub fn remove(&mut self, key: &[u8], list: HoleId) -> bool {
        // What is not known may hold it, too.
        if self.open.is_some() {
            *self = self.blurred(list);
        }
        self.known.retain(|(known, _)| **known != *key);
        true
    }

    /// Its elements bucket by bucket, in each the newest first.
    pub fn in_order(&self) -> impl Iterator<Item = &(Rc<[u8]>, Text)> {
        let mut all: Vec<&(Rc<[u8]>, Text)> = self.known.iter().rev().collect();
        all.sort_by_key(|(key, _)| hash(key) % self.buckets);
        all.into_iter()
    }
}

/// The hash of a key: FNV-1 with 32 bits, whose bytes have signs (bash 5.2, measured).
fn hash(key: &[u8]) -> u32 {
    key.iter().fold(2_166_136_261, |sum: u32, byte| {
        sum.wrapping_mul(16_777_619) ^ i32::from(byte.cast_signed()).cast_unsigned()
    })
}
