//! Bars while it takes long. Needs the import `progress`.

use crate::bindings::atlassian::plugin::progress;
use crate::cx::Cx;

/// A bar on the user's terminal; it goes when it is dropped.
#[derive(Debug)]
pub struct Progress(u32);

impl Cx {
    /// A bar with so many steps, or something that turns where nobody knows how many. Shown on a terminal alone, and
    /// only after half a second; 16 at a time.
    pub fn progress(&self, label: &str, total: Option<u64>) -> Progress {
        Progress(progress::start(label, total))
    }
}

impl Progress {
    /// So many steps more are done.
    pub fn advance(&self, steps: u64) {
        progress::advance(self.0, steps);
    }

    /// There is something else to do now.
    pub fn label(&self, label: &str) {
        progress::update(self.0, Some(label), None);
    }

    /// It is known by now how many steps there are.
    pub fn total(&self, total: u64) {
        progress::update(self.0, None, Some(total));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        progress::finish(self.0);
    }
}
