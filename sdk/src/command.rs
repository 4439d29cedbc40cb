//! Commands, and how the plugin's entry point finds the one that was typed.

use crate::args::Args;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::executor::{Reactor, block_on};
use crate::host::Real;
use std::future::Future;
use std::pin::Pin;

/// One command: its declaration. Written by `#[derive(Command)]`; you write [`Run`].
///
/// The struct's fields are the arguments, its doc comment is the help, its attributes are the rest:
///
/// | attribute | meaning |
/// |---|---|
/// | `#[command(path = "issue get")]` | words typed after the plugin's name |
/// | `effect = "read"` | what it does to the site: `read`, `write` or `delete` |
/// | `result = "one"` | what it emits: `one`, `many`, `text` or `none` |
/// | `id = "/key"` | JSON pointer of what `--format quiet` prints |
/// | `alias = "issue view"`, `example = "jira issue get DEV-1"`, `need = "files"` | can be repeated |
/// | `#[http(ISSUE, people::FIND)]` | the endpoints, or groups of them, that it may use |
/// | `#[column("Updated", "/fields/updated", date)]` | a table column: title, JSON pointer, kind (`text` if left out) |
/// | `#[web(issue: jira "/browse/{key}")]` | a page on the service's web origin: name, service, template; the first is a record's own |
/// | `#[arg(positional)]`, `#[arg(long)]`, `#[arg(long = "jql")]` | how a field is typed; one of them is needed |
/// | `short = 'f'`, `value_name = "FIELD"`, `default = "25"`, `from = "…"` | further things of an argument |
/// | `#[arg(flatten)]` | the arguments of a struct with `#[derive(ArgGroup)]`, which several commands have |
/// | `conflicts = "all"`, `requires = "project"` | names of other arguments; can be repeated |
///
/// A plain type is required unless it has a `default`; `Option<T>` is optional, `Vec<T>` can be repeated (with
/// `required`: at least once), `bool` is a switch. Which `T` there are, [`ArgType`](crate::ArgType) says.
pub trait Command: Run + Sized {
    /// Words typed after the plugin's name.
    const PATH: &'static [&'static str];

    /// The command's entry in the manifest, as JSON.
    const MANIFEST: &'static str;

    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// When one is missing or does not fit.
    fn from_args(args: &Args<'_>) -> Result<Self>;
}

/// Arguments that several commands have: a struct of them, as in a command, taken in by `#[arg(flatten)]`.
///
/// ```
/// use atlassian_plugin_sdk::prelude::*;
///
/// #[derive(ArgGroup)]
/// struct Place {
///     /// Project's key
///     #[arg(long, value_name = "KEY")]
///     project: String,
/// }
///
/// /// List versions
/// #[derive(Command)]
/// #[command(path = "version list", effect = "read", result = "none")]
/// struct List {
///     #[arg(flatten)]
///     place: Place,
/// }
/// # impl Run for List { async fn run(self, _cx: &Cx) -> Result<()> { let _ = self.place.project; Ok(()) } }
/// assert!(<List as Command>::MANIFEST.contains(r#""name":"project""#));
/// ```
pub trait ArgGroup: Sized {
    /// The arguments' entries in the manifest, as JSON with commas between them.
    const MANIFEST: &'static str;

    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// When one is missing or does not fit.
    fn from_args(args: &Args<'_>) -> Result<Self>;
}

/// What a command does.
pub trait Run {
    /// Runs the command, once. Write it as `async fn run(self, cx: &Cx) -> Result<()>`.
    fn run(self, cx: &Cx) -> impl Future<Output = Result<()>>;
}

/// A command in the plugin's table.
pub struct Entry {
    path: &'static [&'static str],
    run: fn(&str) -> Result<()>,
}

impl Entry {
    /// The entry of a command.
    pub const fn of<C: Command>() -> Self {
        Self { path: C::PATH, run: run::<C> }
    }
}

/// Runs the command whose path was typed.
pub fn dispatch(commands: &[Entry], path: &[String], args: &str) -> Result<()> {
    match commands.iter().find(|entry| entry.path == path) {
        Some(entry) => (entry.run)(args),
        None => Err(Error::invalid(format!("the plugin has no command `{}`", path.join(" ")))),
    }
}

fn run<C: Command>(args: &str) -> Result<()> {
    let command = C::from_args(&Args::parse(args)?)?;
    let reactor = Reactor::new(Real);
    let cx = Cx::new(reactor.clone());
    finish(&reactor, Box::pin(command.run(&cx)))
}

/// The same code for every command: only what the future does is each one's own.
#[inline(never)]
fn finish(reactor: &Reactor, future: Pin<Box<dyn Future<Output = Result<()>> + '_>>) -> Result<()> {
    block_on(reactor, future)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn table() -> [Entry; 2] {
        [
            Entry { path: &["issue", "get"], run: |args| Err(Error::other(args)) },
            Entry { path: &["issue"], run: |_| Ok(()) },
        ]
    }

    #[test]
    fn the_whole_path_decides() {
        let path = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(dispatch(&table(), &path(&["issue"]), "{}"), Ok(()));
        assert_eq!(dispatch(&table(), &path(&["issue", "get"]), "{}"), Err(Error::other("{}")));
        let unknown = dispatch(&table(), &path(&["issue", "got"]), "{}").err();
        assert_eq!(unknown.as_ref().map(Error::kind), Some(Kind::Invalid));
        assert_eq!(unknown.as_ref().map(Error::message), Some("the plugin has no command `issue got`"));
    }
}
