//! `confluence analytics …`

pub(crate) mod views;
