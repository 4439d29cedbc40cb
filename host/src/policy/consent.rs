//! Asks the user before something is deleted, on a terminal and nowhere else.

use url::Url;

use crate::error::{Error, Result};
use crate::output::{self, Level};
use crate::terminal;

use super::Question;

/// Names of things that a question shows.
const MOST: usize = 10;
/// Longest words of a plugin's in a question, in bytes.
const LONGEST: usize = 200;

/// Lets one request be sent if the user agrees. The question names the plugin's command and the profile, and is the
/// host's own: nothing of it comes from the plugin but the values in the address.
///
/// # Errors
/// When the user does not agree, or nobody is there to ask.
pub fn to(question: &Question<'_>, url: &Url) -> Result<()> {
    let Question { command, profile, method, effect, .. } = question;
    let what = format!("`{command}` wants to {}: {method} {url} (profile `{profile}`)", effect.verb());
    if !terminal::is_there() {
        return Err(nobody(&what));
    }
    if terminal::agrees(&format!("{what}. Delete?"))? {
        return Ok(());
    }
    Err(Error::refused("not confirmed; nothing was deleted by this request"))
}

/// What a plugin asks consent for, in its own words.
#[derive(Debug)]
pub struct Wish<'a> {
    /// The full name of the running command.
    pub command: &'a str,
    /// The profile's name.
    pub profile: &'a str,
    /// What it would do.
    pub action: &'a str,
    /// With how many things.
    pub count: u64,
    /// What some of them are called.
    pub sample: &'a [String],
}

/// Lets a command go on if the user agrees. The host says who asks, where, and about how many things; the plugin's own
/// words stand on lines that begin with its name.
///
/// # Errors
/// When the user does not agree, or nobody is there to ask.
pub fn to_all(wish: &Wish<'_>) -> Result<()> {
    let Wish { command, profile, action, count, sample } = wish;
    let things = if *count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
    let plugin = command.split(' ').next().unwrap_or_default();
    let own = |text: &str| format!("{plugin}: {}", text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default());
    if !terminal::is_there() {
        let what = format!("`{command}` asks before it goes on with {things} (profile `{profile}`)");
        return Err(nobody(&what).caused_by(own(action)));
    }
    output::note(Level::Info, &own(action));
    for name in sample.iter().take(MOST) {
        output::note(Level::Info, &own(&format!("- {name}")));
    }
    let shown = u64::try_from(sample.len().min(MOST)).unwrap_or_default();
    if *count > shown && shown > 0 {
        output::note(Level::Info, &format!("… and {} more", count - shown));
    }
    if terminal::agrees(&format!("`{command}` asks: go on with {things} (profile `{profile}`)?"))? {
        return Ok(());
    }
    Err(Error::refused("not confirmed; nothing was done"))
}

fn nobody(what: &str) -> Error {
    Error::refused(format!("{what}, and nobody is there to ask"))
        .hinted("add `--yes` to grant it on the command line, or `--dry-run` to see what would be sent")
}
