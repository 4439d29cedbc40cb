//! `confluence …`
