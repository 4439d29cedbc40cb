//! `jira …`

mod admin;
mod agile;
mod hanging;
