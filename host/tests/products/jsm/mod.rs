//! `jsm …`

mod desks;
mod requests;
