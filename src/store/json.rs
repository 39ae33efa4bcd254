//! Small values that are stored as JSON.

use std::fmt::Display;

use serde::{Serialize, de::DeserializeOwned};

use super::{StoreError, error::corrupt};

/// A value as JSON text.
pub(super) fn text<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| corrupt(error, "a value that was to be stored"))
}

/// The value of a stored JSON text.
pub(super) fn value<T: DeserializeOwned>(text: &str, place: impl Display) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| corrupt(error, place))
}
