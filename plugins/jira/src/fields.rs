//! Fields of issues by the names that people know them by.
//!
//! Writing: a [`Catalogue`] says which fields there are and what each takes, [`Edits`] collects values of them, checked
//! before anything is sent. Reading: [`Shown`] is what `--fields` asks for.

mod catalogue;
mod edits;
mod field;
mod shown;
mod sprint;
mod value;
mod when;

pub(crate) use catalogue::{CREATE, Catalogue, EDIT, SITE};
pub(crate) use edits::{Edits, VALUES, signed};
pub(crate) use field::{EPIC_LINK, Field, SPRINT, label, listed};
pub(crate) use shown::Shown;
pub(crate) use sprint::id as sprint_id;
