//! Walks the whole log and says what is wrong with it.

use std::path::Path;

use crate::error::Result;
use crate::files;

use super::chain::{Event, Keys, LONGEST, Line, Mac, NOTHING};
use super::head::{self, Found, Head};
use super::log::{self, Place};

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, and the line in it; none where a whole file is concerned.
    pub place: Option<(String, u64)>,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some((file, line)) => write!(f, "`{file}`, line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// What a walk through the log found.
#[derive(Debug, Default)]
pub struct Report {
    /// Files that were read.
    pub files: usize,
    /// Lines that were read.
    pub lines: u64,
    /// Lines whose MAC could not be checked: written with another key, or next to one that is missing or changed.
    pub unchecked: u64,
    /// Lines that went with full files, as they should.
    pub dropped: u64,
    /// Time of the first line.
    pub from: Option<String>,
    /// Time of the last line.
    pub to: Option<String>,
    /// What is odd and no harm.
    pub notes: Vec<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Checks every line, and that none is missing. Changes nothing.
///
/// # Errors
/// When a file cannot be read, or is no file of ours.
pub fn verify() -> Result<Report> {
    let place = Place::find()?;
    // Where no lock can be had, nobody writes either.
    let _lock = place.dir.is_dir().then(|| files::lock(&place.dir, "audit").ok());
    let all = log::files(&place.dir)?;
    let Some(keys) = place.keys(false)? else { return Ok(without_key(&place, all.len())) };
    let mut walk = Walk::new(&keys, head::read(&place.head, &keys)?);
    if all.is_empty() && !walk.expects_something() {
        return Ok(walk.report);
    }
    walk.report.files = all.len();
    for file in &all {
        walk.file(&file.path, file.age == 0)?;
    }
    if all.is_empty() {
        walk.wrong(None, "the log is gone");
    }
    Ok(walk.end(&place.head))
}

fn without_key(place: &Place, files: usize) -> Report {
    let mut report = Report { files, ..Report::default() };
    if files > 0 || place.head.exists() {
        let what = format!("the key `{}` is missing, so nothing can be checked", place.key.display());
        report.findings.push(Finding { place: None, what });
    }
    report
}

/// A line that does not fit. What it is shows in the next one.
struct Suspect {
    at: (String, u64),
    line: Option<(u64, Mac)>,
}

/// The state between two lines.
struct Walk<'k> {
    keys: &'k Keys,
    head: Found,
    report: Report,
    /// Number that the next line should have.
    expected: Option<u64>,
    /// MAC of the line before.
    previous: Mac,
    /// Whether that is what it was when it was written.
    is_sure: bool,
    /// These lines are written with another key.
    is_foreign: bool,
    /// Lines without a number since the last good one.
    unreadable: u64,
    suspect: Option<Suspect>,
    /// Numbers that are missing, from and to.
    missing: Vec<(u64, u64)>,
    /// Lines that stand where none should.
    strays: Vec<(String, u64, Option<u64>)>,
    /// The last line had no end.
    torn: Option<usize>,
}

impl<'k> Walk<'k> {
    fn new(keys: &'k Keys, head: Found) -> Self {
        Self {
            keys,
            head,
            report: Report::default(),
            expected: None,
            previous: NOTHING,
            is_sure: true,
            is_foreign: false,
            unreadable: 0,
            suspect: None,
            missing: Vec::new(),
            strays: Vec::new(),
            torn: None,
        }
    }

    fn expects_something(&self) -> bool {
        !matches!(&self.head, Found::Nothing)
    }

    fn head(&self) -> Option<&Head> {
        if let Found::Good(head) = &self.head { Some(head) } else { None }
    }

    fn wrong(&mut self, place: Option<(String, u64)>, what: impl Into<String>) {
        self.report.findings.push(Finding { place, what: what.into() });
    }

    fn file(&mut self, path: &Path, is_last: bool) -> Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut number = 0;
        log::each_line(path, 0, |bytes, whole| {
            number += 1;
            let at = (name.clone(), number);
            if !whole && is_last && bytes.len() < LONGEST {
                self.torn = Some(bytes.len());
                return true;
            }
            self.report.lines += 1;
            let line = Line::parse(bytes);
            if let Some(line) = &line {
                self.report.from.get_or_insert_with(|| line.time.to_owned());
                self.report.to = Some(line.time.to_owned());
            }
            self.line(at, line.as_ref());
            true
        })
    }

    fn line(&mut self, at: (String, u64), line: Option<&Line<'_>>) {
        if let Some(suspect) = self.suspect.take() {
            if line.is_some_and(|line| self.is_next(line)) {
                // Without the suspect, all is well: it was put between.
                self.strays.push((suspect.at.0, suspect.at.1, suspect.line.map(|(number, _)| number)));
            } else {
                self.judge(suspect);
            }
        }
        match line {
            Some(line) if self.begins(&at, line) => {}
            Some(line) if self.is_next(line) => self.go_on(line),
            Some(line) if self.expected.is_none_or(|expected| expected == line.number) && !self.is_sure => {
                self.report.unchecked += 1;
                self.go_on(line);
            }
            line => self.suspect = Some(Suspect { at, line: line.map(|line| (line.number, line.mac)) }),
        }
    }

    /// Whether a line is the next one: by its number, and by its MAC where that can be checked.
    fn is_next(&self, line: &Line<'_>) -> bool {
        if self.is_foreign {
            return true;
        }
        let linked = line.link.as_ref().and_then(|link| link.previous());
        match (self.expected, linked) {
            // The first line of the oldest file that is kept.
            (None, Some(previous)) => {
                let first = self.head().map_or(line.number, |head| head.first);
                line.number <= first && self.keys.fits(&previous, line)
            }
            (None, None) => false,
            (Some(expected), _) => expected == line.number && self.keys.fits(&self.previous, line),
        }
    }

    fn go_on(&mut self, line: &Line<'_>) {
        if self.is_foreign {
            self.report.unchecked += 1;
        }
        if line.link.as_ref().is_some_and(|link| link.event == Event::Mended) {
            self.report.notes.push(format!("before line {}, a killed run had left an incomplete line", line.number));
        }
        let names_another = self.head().is_some_and(|head| head.last == line.number && head.mac() != line.mac);
        if names_another && !self.is_foreign && self.is_sure {
            self.wrong(None, format!("the head names another line {} than the log has", line.number));
        }
        self.expected = Some(line.number.saturating_add(1));
        self.previous = line.mac;
        (self.is_sure, self.unreadable) = (true, 0);
    }

    /// A line with which a chain begins, or lines of another key.
    fn begins(&mut self, at: &(String, u64), line: &Line<'_>) -> bool {
        let Some(link) = &line.link else { return false };
        let is_ours = link.key == self.keys.id;
        if !is_ours {
            if !self.is_foreign {
                self.wrong(Some(at.clone()), "from here on, lines were written with another key and cannot be checked");
            }
            self.is_foreign = true;
            self.go_on(line);
            return true;
        }
        if !matches!(link.event, Event::Begun | Event::NewKey | Event::NoHead) || !self.keys.fits(&NOTHING, line) {
            return false;
        }
        self.is_foreign = false;
        match self.expected {
            Some(expected) if line.number < expected => return false,
            Some(expected) => self.skip(expected, line.number),
            None => self.skip(self.head().map_or(line.number, |head| head.first), line.number),
        }
        match link.event {
            Event::NewKey => {
                self.wrong(Some(at.clone()), "a new chain begins with a new key: earlier lines cannot be checked");
            }
            Event::NoHead => self.wrong(
                Some(at.clone()),
                "a new chain begins, because the head was gone or changed: lines before may be missing",
            ),
            _ => {}
        }
        self.go_on(line);
        true
    }

    /// Notes that the lines from one number up to another are not there.
    fn skip(&mut self, from: u64, to: u64) {
        if from < to && to - from > self.unreadable {
            self.missing.push((from, to - 1));
        }
    }

    /// Says what is wrong with a line that fits nowhere.
    fn judge(&mut self, suspect: Suspect) {
        let Suspect { at, line } = suspect;
        let Some((number, mac)) = line else {
            self.wrong(Some(at), "changed: it is not a line that this program writes");
            self.unreadable += 1;
            self.is_sure = false;
            return;
        };
        let expected = self.expected.or(self.head().map(|head| head.first)).unwrap_or(number);
        if number < expected {
            self.strays.push((at.0, at.1, Some(number)));
            return;
        }
        if number == expected {
            self.wrong(Some(at), format!("changed: the MAC of line {number} is not right"));
        } else {
            self.skip(expected, number);
            self.report.unchecked += 1;
        }
        self.expected = Some(number.saturating_add(1));
        self.previous = mac;
        (self.is_sure, self.unreadable) = (false, 0);
    }

    fn end(mut self, head_path: &Path) -> Report {
        if let Some(suspect) = self.suspect.take() {
            self.judge(suspect);
        }
        let head_path = head_path.display();
        match &self.head {
            Found::Good(head) => {
                let (first, last) = (head.first, head.last);
                self.report.dropped = first.saturating_sub(1);
                let next = self.expected.unwrap_or(first);
                if next <= last {
                    self.cut(next, last);
                } else if next > last + 1 {
                    let after = match next - last - 1 {
                        1 => "1 line at the end was written by a killed run".to_owned(),
                        many => format!("{many} lines at the end were written by a killed run"),
                    };
                    self.report.notes.push(after);
                }
            }
            Found::Nothing => self.wrong(
                None,
                format!("the head `{head_path}` is missing, so it is not known whether the end was cut off"),
            ),
            Found::OtherKey => self.wrong(None, format!("the head `{head_path}` was written with another key")),
            Found::Changed => self.wrong(
                None,
                format!("the head `{head_path}` was changed, so it is not known whether the end was cut off"),
            ),
        }
        if let Some(bytes) = self.torn {
            let torn =
                format!("torn: the last line is incomplete ({bytes} bytes), as a killed run or a full disk leaves it");
            self.report.notes.push(torn);
        }
        self.misplaced();
        self.report
    }

    /// Lines at the end that the head counts; those that stand elsewhere are not missing.
    fn cut(&mut self, from: u64, to: u64) {
        let is_stray = |number: u64| self.strays.iter().any(|(_, _, stray)| *stray == Some(number));
        if (from..=to).take(1000).all(is_stray) {
            self.missing.push((from, to));
        } else {
            self.wrong(None, format!("cut off: {} at the end", gone(from, to)));
        }
    }

    fn misplaced(&mut self) {
        for (file, line, number) in std::mem::take(&mut self.strays) {
            let range = self.missing.iter().position(|(from, to)| number.is_some_and(|n| (*from..=*to).contains(&n)));
            let what = match (range, number) {
                (Some(range), Some(number)) => {
                    let (from, to) = self.missing.swap_remove(range);
                    self.missing
                        .extend([(from, number - 1), (number + 1, to)].into_iter().filter(|(from, to)| from <= to));
                    format!("reordered: line {number} does not stand in its place")
                }
                (_, Some(number)) => format!("inserted: a second line {number} that this program did not write here"),
                (_, None) => "inserted: it is not a line that this program writes".to_owned(),
            };
            self.wrong(Some((file, line)), what);
        }
        self.missing.sort_unstable();
        for (from, to) in std::mem::take(&mut self.missing) {
            self.wrong(None, format!("removed: {}", gone(from, to)));
        }
    }
}

fn gone(from: u64, to: u64) -> String {
    if from == to { format!("line {from} is missing") } else { format!("lines {from} to {to} are missing") }
}
