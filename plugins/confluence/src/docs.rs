//! Pages as files, for `page export` and `page import`: Markdown with front matter, attachments beside them.

pub(crate) mod attachments;
pub(crate) mod file_name;
pub(crate) mod front_matter;
pub(crate) mod links;
pub(crate) mod paths;
