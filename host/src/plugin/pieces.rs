//! The manifest of a plugin that is part of the program, in the pieces into which the program's build took it: a run wants
//! one command of hundreds.

use super::component::parsed;
use super::manifest::{Command, Effect, Manifest, ResultKind};

/// A manifest in pieces. Texts, not tables: what points to something has to be put right each time the program starts.
#[derive(Debug, Clone, Copy)]
pub struct Pieces {
    /// The manifest without its commands, JSON.
    pub head: &'static str,
    /// A line for each command, in the manifest's order: its path, its aliases, the length of its text and what help says of
    /// it, with a tab between them; words with a space, aliases with a comma.
    pub index: &'static str,
    /// The commands, JSON, one after another.
    pub commands: &'static str,
}

impl Pieces {
    /// The manifest. Its commands that are `wanted` by one of their spellings are whole; the others have names and take
    /// and may do nothing.
    ///
    /// # Errors
    /// When it is not one, which a test rules out; the text finishes "the plugin …".
    pub fn manifest(&self, wanted: impl Fn(&[&str]) -> bool) -> Result<Manifest, String> {
        let mut manifest: Manifest = parsed(self.head.as_bytes())?;
        let mut rest = self.commands;
        for line in self.index.lines() {
            let broken = || "is in pieces that do not fit".to_owned();
            let [path, aliases, length, about] = fields(line).ok_or_else(broken)?;
            let length = length.parse().map_err(|_| broken())?;
            let (text, after) = rest.split_at_checked(length).ok_or_else(broken)?;
            rest = after;
            let is_wanted = |spelling: &str| wanted(&spelling.split(' ').collect::<Vec<_>>());
            let is_wanted = is_wanted(path) || aliases.split_terminator(',').any(is_wanted);
            manifest.commands.push(if is_wanted { parsed(text.as_bytes())? } else { sketch(path, aliases, about) });
        }
        Ok(manifest)
    }

    /// What the plugin is, in a line.
    ///
    /// # Errors
    /// As [`Pieces::manifest`].
    pub fn about(&self) -> Result<String, String> {
        parsed(self.head.as_bytes()).map(|Manifest { about, .. }| about)
    }
}

fn fields(line: &str) -> Option<[&str; 4]> {
    let mut fields = line.splitn(4, '\t');
    Some([fields.next()?, fields.next()?, fields.next()?, fields.next()?])
}

fn sketch(path: &str, aliases: &str, about: &str) -> Command {
    let words = |spelling: &str| spelling.split(' ').map(str::to_owned).collect();
    Command {
        path: words(path),
        aliases: aliases.split_terminator(',').map(words).collect(),
        about: about.to_owned(),
        long: None,
        examples: Vec::new(),
        effect: Effect::Read,
        args: Vec::new(),
        http: Vec::new(),
        result: ResultKind::None,
        id: None,
        columns: Vec::new(),
        web: Vec::new(),
        needs: Vec::new(),
    }
}
