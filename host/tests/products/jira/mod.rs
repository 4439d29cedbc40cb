//! `jira …`

mod admin;
mod hanging;
