//! Readings of words that are kept apart whatever else is to be done.

use super::Fragment;
use crate::exec::text::Field;
use crate::logic::Choice;

/// So many are told apart at any time where each is a number: what holds statuses has few values, and what is done
/// with it (`return $RETVAL`) is soon done.
const NUMBERS: usize = 5;

/// Whether all readings of a word are numbers, and not many.
pub(super) fn are_few_numbers(readings: &Choice<Vec<Fragment>>) -> bool {
    let is_number = |fragments: &Vec<Fragment>| match fragments.as_slice() {
        [Fragment::Text { text, .. }] => text.as_number().is_some(),
        _ => false,
    };
    readings.len() <= NUMBERS && readings.iter().all(|(_, fragments)| is_number(fragments))
}

/// Whether what tells the readings of a command's words apart are numbers, and not many.
pub(super) fn differ_by_few_numbers(readings: &Choice<Vec<Field>>) -> bool {
    let Some((_, first)) = readings.iter().next() else { return false };
    let is_alike = |(field, other): (&Field, &Field)| {
        let number = |field: &Field| field.one().is_some_and(|text| text.as_number().is_some());
        field == other || number(field) && number(other)
    };
    let are_alike =
        |fields: &Vec<Field>| fields.len() == first.len() && fields.iter().zip(first).all(is_alike);
    readings.len() <= NUMBERS && readings.iter().all(|(_, fields)| are_alike(fields))
}
