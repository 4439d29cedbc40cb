//! What is going on, on a terminal's standard error, once it takes longer than half a second. Nothing in a pipe.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::{environment, interrupt};

use super::safe;

/// What is quicker needs no bar.
const DELAY: Duration = Duration::from_millis(500);
/// Time between two pictures.
const TICK: Duration = Duration::from_millis(120);
/// Bars of a plugin at once: more fit no terminal.
const MOST: usize = 16;
/// Longest label in characters.
const LONGEST_LABEL: usize = 60;

const SPINNER: &str = "{spinner} {msg}  {elapsed}";
const COUNTER: &str = "{spinner} {msg}  {human_pos} so far, {elapsed}";
const BAR: &str = "{spinner} {msg}  {wide_bar} {human_pos}/{human_len}  {rate}  {eta} left";

/// What of the bars is on the screen now.
struct Screen {
    /// Those whose time has come.
    bars: Option<MultiProgress>,
    /// How many want the screen for themselves.
    pauses: usize,
}

static SCREEN: Mutex<Screen> = Mutex::new(Screen { bars: None, pauses: 0 });

fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    /// Draws the bars, or no longer.
    fn draw(&self) {
        let is_free = self.pauses == 0;
        let target = || if is_free { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        self.bars.iter().for_each(|bars| bars.set_draw_target(target()));
    }
}

/// Writes to the terminal without a bar in between.
pub(super) fn around<R>(write: impl FnOnce() -> R) -> R {
    // Not held while it writes: what is written may end the bars.
    let bars = screen().bars.clone();
    match bars {
        Some(bars) => bars.suspend(write),
        None => write(),
    }
}

/// No bars as long as this lives: somebody is asked, or reads.
#[derive(Debug)]
pub struct Pause(());

/// Takes the bars from the screen, also those whose time comes meanwhile.
pub fn pause() -> Pause {
    let mut screen = screen();
    // While they can still be seen, what is on the screen of them can be taken away.
    if let Some(bars) = screen.bars.as_ref().filter(|_| screen.pauses == 0) {
        // What cannot be cleared cannot be seen either.
        let _ = bars.clear();
    }
    screen.pauses += 1;
    screen.draw();
    Pause(())
}

impl Drop for Pause {
    fn drop(&mut self) {
        let mut screen = screen();
        screen.pauses = screen.pauses.saturating_sub(1);
        screen.draw();
    }
}

/// Progress of one run.
#[derive(Debug)]
pub struct Progress {
    all: MultiProgress,
    /// Until the plugin shows one of its own.
    own: Option<ProgressBar>,
    bars: BTreeMap<u32, ProgressBar>,
    next: u32,
    /// Dropped at the end, which the thread that waits for its time notices.
    _running: Option<Sender<()>>,
}

impl Progress {
    /// Progress of a command; shown where somebody watches standard error.
    pub fn new(command: &str) -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        let is_watched = stderr().is_terminal()
            && environment::var("TERM").is_some_and(|term| term != "dumb")
            && !super::shows_debug();
        let own = is_watched.then(|| all.add(bar(command, None)));
        let running = own.as_ref().map(|own| show_later(all.clone(), own.clone()));
        Self { all, own, bars: BTreeMap::new(), next: 0, _running: running }
    }

    /// So many more records, of all that the command shows.
    pub fn records(&self, count: usize) {
        if let Some(own) = &self.own {
            if own.position() == 0 {
                own.set_style(style(COUNTER));
            }
            own.inc(u64::try_from(count).unwrap_or(u64::MAX));
        }
    }

    /// A bar of the plugin's; without a total it only turns. Nothing when there are too many.
    pub fn start(&mut self, label: &str, total: Option<u64>) -> Option<u32> {
        if self.bars.len() >= MOST {
            return None;
        }
        if let Some(own) = self.own.take() {
            own.finish_and_clear();
        }
        let bar = self.all.add(bar(&self::label(label), total));
        if self._running.is_some() {
            bar.enable_steady_tick(TICK);
        }
        self.next = self.next.checked_add(1)?;
        self.bars.insert(self.next, bar);
        Some(self.next)
    }

    /// Changes a bar; nothing when there is no such bar.
    pub fn update(&self, bar: u32, label: Option<&str>, total: Option<u64>) -> Option<()> {
        let bar = self.bars.get(&bar)?;
        if let Some(label) = label {
            bar.set_message(self::label(label));
        }
        if let Some(total) = total {
            bar.set_length(total);
            bar.set_style(style(BAR));
        }
        Some(())
    }

    /// So much more is done.
    pub fn advance(&self, bar: u32, by: u64) -> Option<()> {
        let bar = self.bars.get(&bar)?;
        if bar.length().is_none() && bar.position() == 0 {
            bar.set_style(style(COUNTER));
        }
        // A guest's numbers may be any.
        bar.set_position(bar.position().saturating_add(by));
        Some(())
    }

    /// Takes a bar away.
    pub fn finish(&mut self, bar: u32) -> Option<()> {
        self.bars.remove(&bar)?.finish_and_clear();
        Some(())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self._running = None;
        for bar in self.own.iter().chain(self.bars.values()) {
            bar.finish_and_clear();
        }
        screen().bars = None;
    }
}

fn show_later(all: MultiProgress, own: ProgressBar) -> Sender<()> {
    let (running, ended) = mpsc::channel();
    std::thread::spawn(move || {
        if ended.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
            if !own.is_finished() {
                own.enable_steady_tick(TICK);
            }
            let mut screen = screen();
            screen.bars = Some(all.clone());
            screen.draw();
            // Where there is no handler, the picture stays behind.
            let _ = interrupt::also(move || drop(all.clear()));
        }
    });
    running
}

fn bar(label: &str, total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    bar.set_style(style(if total.is_some() { BAR } else { SPINNER }));
    bar.set_message(label.to_owned());
    bar
}

/// A site's or a plugin's words, on one line and short.
fn label(text: &str) -> String {
    safe::line(text).chars().take(LONGEST_LABEL).collect()
}

fn style(template: &str) -> ProgressStyle {
    // The templates are ours, and a test reads them.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.with_key("rate", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // Where it cannot be written, nothing is seen.
        let _ = write!(out, "{:.1}/s", state.per_sec());
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_some() {
        for template in [SPINNER, COUNTER, BAR] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn a_plugin_has_few_bars_and_only_its_own() {
        let mut progress = Progress::new("demo");
        let first = progress.start("a\u{1b}[2Jb", None).unwrap();
        assert_eq!(progress.bars[&first].message(), "a\u{fffd}[2Jb");
        for _ in 1..MOST {
            progress.start("more", Some(0)).unwrap();
        }
        assert!(progress.start("one too many", None).is_none());
        progress.advance(first, u64::MAX).unwrap();
        progress.advance(first, u64::MAX).unwrap();
        progress.finish(first).unwrap();
        assert!(progress.advance(first, 1).is_none() && progress.finish(first).is_none());
    }
}
