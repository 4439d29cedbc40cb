//! `confluence space permission …`: given and taken away.

pub(crate) mod add;
pub(crate) mod remove;
