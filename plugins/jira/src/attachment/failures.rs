//! What went wrong with some of several files.

use atlassian_plugin_sdk::prelude::*;

/// Files that failed, and why; the others are done nevertheless.
#[derive(Default)]
pub(super) struct Failures(Vec<(String, Error)>);

impl Failures {
    pub(super) fn add(&mut self, file: &str, error: Error) {
        self.0.push((file.to_owned(), error));
    }

    /// Nothing, where all of `count` files went well. One that was alone, or all for the same reason, keep their error.
    ///
    /// # Errors
    ///
    /// When a file failed.
    pub(super) fn end(mut self, cx: &Cx, count: usize, what: &str) -> Result<()> {
        let failed = self.0.len();
        let Some((_, first)) = self.0.first() else { return Ok(()) };
        let alike = self.0.iter().all(|(_, error)| error.message() == first.message());
        if failed == count && alike {
            return Err(self.0.swap_remove(0).1);
        }
        for (file, error) in &self.0 {
            cx.warn(&format!("`{file}` was not {what}: {error}"));
        }
        Err(Error::new(Kind::Partial, format!("{failed} of {count} files were not {what}")))
    }
}
