//! Standard output, through the user's pager where long output goes to a terminal.

use std::io::{self, IsTerminal, Stdout, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::{environment, interrupt, program};

use super::progress;

/// The word for no pager at all.
const NEVER: &str = "never";
/// What is used where nothing else is named: it ends by itself when everything fits, keeps colours, and leaves the text
/// on the screen.
const LESS: &str = "less";
const LESS_OPTIONS: &str = "FRX";

/// What config.yaml says, a matter of the whole run.
static WISH: RwLock<Option<String>> = RwLock::new(None);

/// From now on, the pager of config.yaml.
pub(super) fn wish(line: Option<String>) {
    *WISH.write().unwrap_or_else(PoisonError::into_inner) = line;
}

/// The pager and its arguments: the variable of ours, config.yaml, everybody's variable, `less`.
fn wanted() -> Option<Vec<String>> {
    let configured = || WISH.read().unwrap_or_else(PoisonError::into_inner).clone();
    let line = environment::var("ATLASSIAN_CLI_PAGER")
        .or_else(configured)
        .or_else(|| environment::var("PAGER"))
        .unwrap_or_else(|| LESS.to_owned());
    if line == NEVER { None } else { program::words(&line) }
}

/// Where results are written.
pub(super) enum Sink {
    /// Standard output.
    Plain(Stdout),
    /// The pager, which starts with the first byte.
    Waiting(Vec<String>),
    /// The pager.
    Paged(Pager),
}

/// A pager that runs, and what it reads.
pub(super) struct Pager {
    child: Arc<Mutex<Child>>,
    input: Option<ChildStdin>,
    /// The terminal is the pager's.
    _alone: progress::Pause,
}

impl Sink {
    /// Standard output, through a pager where one is wanted and somebody is there to use it.
    pub(super) fn new(may_page: bool) -> Self {
        let is_used = || {
            io::stdout().is_terminal()
                && io::stdin().is_terminal()
                && environment::var("TERM").is_some_and(|term| term != "dumb")
        };
        match wanted().filter(|_| may_page && is_used()) {
            Some(words) => Self::Waiting(words),
            None => Self::Plain(io::stdout()),
        }
    }

    /// Lets the user read to the end.
    pub(super) fn close(&mut self) {
        *self = Self::Plain(io::stdout());
    }

    /// Starts what waits. A pager that is not there is no reason to show nothing.
    fn begin(&mut self) {
        if let Self::Waiting(words) = self {
            *self = start(words).map_or_else(|| Self::Plain(io::stdout()), Self::Paged);
        }
    }
}

fn start(words: &[String]) -> Option<Pager> {
    let mut command = program::command(words);
    for (name, value) in [("LESS", LESS_OPTIONS), ("LESSCHARSET", "utf-8")] {
        if environment::var(name).is_none() {
            command.env(name, value);
        }
    }
    let alone = progress::pause();
    let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
    let input = child.stdin.take();
    let child = Arc::new(Mutex::new(child));
    // Ctrl-C is the pager's while it runs: who ends before it leaves a terminal that nobody has put right.
    let waited = Arc::clone(&child);
    interrupt::also(move || wait(&waited)).ok()?;
    Some(Pager { child, input, _alone: alone })
}

fn wait(child: &Mutex<Child>) {
    // There is nobody to tell how it ended.
    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
}

impl Drop for Pager {
    fn drop(&mut self) {
        drop(self.input.take());
        wait(&self.child);
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin();
        match self {
            Self::Paged(Pager { input: Some(input), .. }) => input.write(bytes),
            Self::Plain(stdout) => progress::around(|| stdout.write(bytes)),
            Self::Paged(_) | Self::Waiting(_) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Paged(Pager { input: Some(input), .. }) => input.flush(),
            Self::Plain(stdout) => stdout.flush(),
            Self::Paged(_) | Self::Waiting(_) => Ok(()),
        }
    }
}
