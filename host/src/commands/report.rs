//! Listings of the host's own commands.

use crate::output::{Column, Shape};
use crate::plugin::manifest::ResultKind;

/// A listing with these columns, each a title and a JSON pointer.
pub(super) fn shape(columns: &[(&str, &str)], id: &str) -> Shape {
    Shape {
        result: ResultKind::Many,
        columns: columns.iter().map(|(title, pointer)| Column::text(*title, *pointer)).collect(),
        id: Some(id.to_owned()),
    }
}
