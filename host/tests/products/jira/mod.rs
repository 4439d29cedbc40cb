//! `jira …`
