//! Links that a terminal lets one click: OSC 8, <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>.

use crate::environment;

/// Whether the terminal on standard output knows them. `FORCE_HYPERLINK=0` is a no, `FORCE_HYPERLINK=1` a yes.
pub(super) fn are_known() -> bool {
    environment::var("TERM").is_none_or(|term| term != "dumb")
        && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
}

/// A text that leads to an address of ours: encoded, and so without anything that could end the sequence.
pub(super) fn linked(address: &str, text: &str) -> String {
    format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}
