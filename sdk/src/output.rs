//! What the user sees. Needs the import `output`.

use crate::bindings::atlassian::plugin::output;
use crate::cx::Cx;
use crate::error::{Error, Result};
use serde::Serialize;
use serde_json::value::RawValue;

/// A table column that is known only when the command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    title: String,
    pointer: String,
}

impl Column {
    /// A column of the value at `path`, given as member names: `["fields", "summary"]`.
    pub fn new<'a>(title: impl Into<String>, path: impl IntoIterator<Item = &'a str>) -> Self {
        Self { title: title.into(), pointer: path.into_iter().map(pointer_step).collect() }
    }

    /// Its heading.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// JSON pointer (RFC 6901) of its value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

fn pointer_step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl Cx {
    /// One result, as a JSON object.
    ///
    /// # Errors
    ///
    /// When the value is not an object.
    pub fn emit(&self, record: &impl Serialize) -> Result<()> {
        let json = serde_json::to_string(record)
            .map_err(|error| Error::other(format!("the result cannot be written as JSON: {error}")))?;
        emit(&json)
    }

    /// One result as the site sent it, unread: fields that the plugin does not know stay.
    ///
    /// # Errors
    ///
    /// When the value is not an object.
    pub fn emit_raw(&self, record: &RawValue) -> Result<()> {
        emit(record.get())
    }

    /// The command's one result as the site sent it, and below its fields a text for reading, as Markdown; only the
    /// table and Markdown formats show that. Only for commands with `result = "one"`.
    ///
    /// # Errors
    ///
    /// When the value is not an object.
    pub fn view_raw(&self, record: &RawValue, markdown: &str) -> Result<()> {
        if !record.get().starts_with('{') {
            return Err(Error::other("a result must be a JSON object"));
        }
        output::view(record.get(), markdown);
        Ok(())
    }

    /// Replaces the command's table columns for this run; to be called before the first result.
    pub fn columns(&self, columns: impl IntoIterator<Item = Column>) {
        let columns: Vec<_> =
            columns.into_iter().map(|Column { title, pointer }| output::Column { title, pointer }).collect();
        output::columns(&columns);
    }

    /// Text that is the result itself; only for commands with `result = "text"`.
    pub fn text(&self, text: &str) {
        output::text(text);
    }

    /// A note to the user, on standard error.
    pub fn note(&self, message: &str) {
        output::note(output::Level::Info, message);
    }

    /// A note that something was done, on standard error.
    pub fn success(&self, message: &str) {
        output::note(output::Level::Success, message);
    }

    /// A note that something may not be as expected, on standard error.
    pub fn warn(&self, message: &str) {
        output::note(output::Level::Warning, message);
    }

    /// Says that the listing stops here but more exists. `reason` says why and how to get the rest.
    pub fn incomplete(&self, reason: &str, total: Option<u64>) {
        output::incomplete(reason, total);
    }
}

impl Cx {
    /// Leads to a page that the command declares with `#[web(…)]`. Answers whether it will be opened when the command
    /// ends, under `--web` or because the command shows nothing else: there is nothing more to do then.
    ///
    /// # Errors
    ///
    /// When there is no such page under this profile, or a parameter is missing or not allowed.
    pub fn browse(&self, page: &str, params: &[(&str, &str)]) -> Result<bool> {
        let params: Vec<_> = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        output::browse(page, &params).map_err(Error::other)
    }
}

/// The contract ends the run of a guest that emits anything but an object; an error says what happened.
/// Shows the first `most` records of a list that the host keeps, and forgets the list.
pub(crate) fn emit_list(kept: u32, most: usize) {
    output::emit_list(kept, u32::try_from(most).unwrap_or(u32::MAX));
}

fn emit(json: &str) -> Result<()> {
    if !json.starts_with('{') {
        return Err(Error::other("a result must be a JSON object"));
    }
    output::emit(json);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_pointer_are_escaped() {
        assert_eq!(Column::new("A", ["fields", "a/b~c"]).pointer(), "/fields/a~1b~0c");
    }

    #[test]
    fn only_objects_are_results() {
        assert_eq!(emit("[]"), Err(Error::other("a result must be a JSON object")));
    }
}
