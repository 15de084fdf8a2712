//! Exit statuses.

use serde::{Serialize, Serializer};

use crate::outcome::Status;

/// A number, or the text "nonzero".
#[derive(Clone, Copy, Debug)]
pub struct Code(pub Status);

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Status::Code(code) => serializer.serialize_u8(code),
            Status::Nonzero => serializer.collect_str(&self.0),
        }
    }
}
