//! One record as a value of a type.

use crate::error::{Error, Result};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Reads a record, or any other part of an answer that was kept as it came; `T` may borrow from it. `what` names it in an error, with its article:
/// `a comment`.
///
/// ```
/// use atlassian_plugin_sdk::serde_json::value::RawValue;
///
/// let record = RawValue::from_string("[1, 2]".to_owned())?;
/// assert_eq!(atlassian_plugin_sdk::read::<Vec<u8>>("a list", &record), Ok(vec![1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When it has not the form that the type wants.
pub fn read<'a, T: Deserialize<'a>>(what: &str, record: &'a RawValue) -> Result<T> {
    serde_json::from_str(record.get())
        .map_err(|error| Error::other(format!("{what} is not of the expected form: {error}")))
}
