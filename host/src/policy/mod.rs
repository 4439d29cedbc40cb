//! Every decision to allow or to deny a request: pure, and tested as tables.

pub mod effect;
