//! `jira …`

mod admin;
mod bulk;
mod hanging;
