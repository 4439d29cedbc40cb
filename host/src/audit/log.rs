//! The files of the log: appended to under a lock, changed when full, mended after a killed writer.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::credential::key;
use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::files;
use crate::output::{self, Level};

use super::chain::{self, Event, Keys, Line, Link, Mac};
use super::head::{self, Found, Head};

/// The file that is written to.
const NAME: &str = "audit.jsonl";

/// The key that its lines are signed with, beside the credentials.
const KEY: &str = "audit-key";

/// When files are changed, and how many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// A file that would become longer, in bytes, is followed by another.
    pub file_bytes: u64,
    /// Full files that are kept beside the one that is written to.
    pub full_files: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { file_bytes: 10 << 20, full_files: 10 }
    }
}

/// A log that can be appended to.
#[derive(Debug)]
pub(super) struct Log {
    dir: PathBuf,
    head: PathBuf,
    keys: Keys,
    bounds: Bounds,
}

/// Folders of log and key.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) dir: PathBuf,
    pub(super) key: PathBuf,
    pub(super) head: PathBuf,
}

impl Place {
    pub(super) fn find() -> Result<Self> {
        let dir = environment::state_dir()?;
        let key_dir = environment::unmoved_credential_dir()?;
        let head = head::path(&key_dir, &dir);
        Ok(Self { dir, key: key_dir.join(KEY), head })
    }

    /// The key; made when there is none and `may_make`.
    pub(super) fn keys(&self, may_make: bool) -> Result<Option<Keys>> {
        match key::load(&self.key, may_make) {
            Ok(key) => Ok(key.as_ref().map(Keys::of)),
            Err(error) => {
                let mut shown =
                    Error::new(error.kind, format!("the key of the audit log cannot be used: {}", error.message));
                shown.causes = error.causes;
                // What is said of the store's key is right for this one as long as it is about its mode.
                if error.kind == Kind::Refused {
                    shown.hints = error.hints;
                    return Err(shown);
                }
                Err(shown.hinted(format!(
                    "put the right file back; without `{}` a new chain begins, and earlier lines cannot be checked",
                    self.key.display()
                )))
            }
        }
    }
}

impl Log {
    /// Makes folders and key where they are missing.
    ///
    /// # Errors
    /// When they cannot be made, or others could change them.
    pub(super) fn open(bounds: Bounds) -> Result<Self> {
        let place = Place::find()?;
        files::private_dir(&place.dir)?;
        if let Some(key_dir) = place.key.parent() {
            files::private_dir(key_dir)?;
        }
        // Two that make the key at once would make two.
        let lock = files::lock(&place.dir, "audit")?;
        if let Some(key_dir) = place.key.parent()
            && !place.key.exists()
        {
            files::sweep(key_dir, &[KEY]);
        }
        let keys = place.keys(true)?.ok_or_else(|| Error::bug("the audit key vanished"))?;
        drop(lock);
        Ok(Self { dir: place.dir, head: place.head, keys, bounds })
    }

    /// Appends an entry, and waits until it is on disk when `synced`. Answers its number.
    ///
    /// # Errors
    /// When it cannot be written; the log is then as it was, or its last line is incomplete.
    pub(super) fn append(&self, entry: &impl Serialize, synced: bool) -> Result<u64> {
        let _lock = files::lock(&self.dir, "audit")?;
        let mut end = self.end()?;
        let (mut text, mut head) = self.lines(&end, entry)?;
        if end.head.bytes > 0 && head.bytes > self.bounds.file_bytes {
            self.rotate(&mut end)?;
            end.events.push(Event::Continued);
            (text, head) = self.lines(&end, entry)?;
        }
        end.write(&self.dir, text.as_bytes(), synced)?;
        head::write(&self.head, &self.keys, &head)?;
        for event in end.events {
            warn(event);
        }
        Ok(head.last)
    }

    /// The lines to append, in one piece, and the head after them.
    fn lines(&self, end: &End, entry: &impl Serialize) -> Result<(String, Head)> {
        let (mut text, mut head) = (end.line_feed.to_owned(), end.head.clone());
        head.bytes += length(&text);
        let mut add = |number, line: (String, Mac)| {
            head.advance(number, &line.1, line.0.len());
            text.push_str(&line.0);
            line.1
        };
        let (mut number, mut previous) = (end.head.last, end.head.mac());
        for event in &end.events {
            number += 1;
            let link = Link::new(*event, &self.keys, &previous);
            previous = add(number, self.keys.line(&previous, number, &link)?);
        }
        number += 1;
        add(number, self.keys.line(&previous, number, entry)?);
        Ok((text, head))
    }

    /// Where the next line goes, and what has to be said before it.
    fn end(&self) -> Result<End> {
        let path = self.dir.join(NAME);
        let file = files::open_own(&path, files::Open::Append)?.ok_or_else(|| Error::bug("the log vanished"))?;
        let length = file.metadata().context(Kind::Failed, || unreadable(&path))?.len();
        let head = match head::read(&self.head, &self.keys)? {
            Found::Good(head) => head,
            lost => return self.begin(file, length, &full_files(&self.dir)?, &lost),
        };
        let mut end = End { file, length, head, events: Vec::new(), line_feed: "" };
        match length.cmp(&end.head.bytes) {
            // Killed before the first line of a new file.
            std::cmp::Ordering::Equal if length == 0 => end.events.push(Event::Continued),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => self.catch_up(&mut end, &path)?,
            std::cmp::Ordering::Less => {
                let changed_files = length == 0 && ends_with(full_files(&self.dir)?.last(), &end.head.mac())?;
                end.head.bytes = length;
                if changed_files {
                    end.events.push(Event::Continued);
                } else {
                    end.events.push(Event::Cut);
                    end.line_feed = self.missing_line_feed(&path, length)?;
                }
            }
        }
        Ok(end)
    }

    /// A chain without a head: the first, or one whose head or key is gone.
    fn begin(&self, file: std::fs::File, length: u64, full: &[File], lost: &Found) -> Result<End> {
        let path = self.dir.join(NAME);
        let mut head = Head::new(&self.keys, 1);
        head.bytes = length;
        let is_first = length == 0 && full.is_empty() && *lost == Found::Nothing;
        if is_first {
            return Ok(End { file, length, head, events: vec![Event::Begun], line_feed: "" });
        }
        let mut first = None;
        let all = full.iter().map(|file| file.path.as_path()).chain([path.as_path()]);
        for path in all {
            each_line(path, 0, |bytes, _| {
                if let Some(line) = Line::parse(bytes) {
                    first = first.or(Some(line.number));
                    head.last = head.last.max(line.number);
                }
                true
            })?;
        }
        head.first = first.unwrap_or(1);
        let event = if *lost == Found::OtherKey { Event::NewKey } else { Event::NoHead };
        let line_feed = self.missing_line_feed(&path, length)?;
        Ok(End { file, length, head, events: vec![event], line_feed })
    }

    /// Takes over lines that were written by one that was killed before it wrote the head.
    fn catch_up(&self, end: &mut End, path: &Path) -> Result<()> {
        let (mut torn, mut foreign) = (None, false);
        let (head, keys) = (&mut end.head, &self.keys);
        let length = end.length;
        each_line(path, head.bytes, |bytes, whole| {
            if !whole && bytes.len() < chain::LONGEST {
                torn = Some(length - u64::try_from(bytes.len()).unwrap_or(u64::MAX).min(length));
                return false;
            }
            match Line::parse(bytes) {
                Some(line) if !foreign && line.number == head.last + 1 && keys.fits(&head.mac(), &line) => {
                    head.advance(line.number, &line.mac, bytes.len() + 1);
                }
                _ => foreign = true,
            }
            true
        })?;
        if foreign {
            end.events.push(Event::Foreign);
        }
        if let Some(at) = torn {
            end.file.set_len(at).context(Kind::Failed, || format!("failed to mend `{}`", path.display()))?;
            end.length = at;
            end.events.push(Event::Mended);
        }
        end.head.bytes = end.length;
        Ok(())
    }

    /// A line feed, if the file does not end with one.
    fn missing_line_feed(&self, path: &Path, length: u64) -> Result<&'static str> {
        let Some(last) = length.checked_sub(1) else { return Ok("") };
        let mut ended = true;
        each_line(path, last, |bytes, whole| {
            ended = whole && bytes.is_empty();
            true
        })?;
        Ok(if ended { "" } else { "\n" })
    }

    /// Makes room for a new file. What is renamed is still read in the right order when this is interrupted.
    fn rotate(&self, end: &mut End) -> Result<()> {
        let full = full_files(&self.dir)?;
        let kept = usize::try_from(self.bounds.full_files.max(1)).unwrap_or(usize::MAX) - 1;
        let (gone, kept) = full.split_at(full.len().saturating_sub(kept));
        if !gone.is_empty() {
            let current = self.dir.join(NAME);
            let oldest = kept.first().map_or(current.as_path(), |file| &file.path);
            end.head.first = first_number(oldest)?.unwrap_or(end.head.first);
            // First the head: what it does not count any more is not missed.
            head::write(&self.head, &self.keys, &end.head)?;
            for file in gone {
                files::remove_optional(&file.path)?;
            }
        }
        for file in kept {
            files::rename(&file.path, &self.dir.join(full_name(file.age + 1)))?;
        }
        let path = self.dir.join(NAME);
        files::rename(&path, &self.dir.join(full_name(1)))?;
        end.file = files::open_own(&path, files::Open::Append)?.ok_or_else(|| Error::bug("the log vanished"))?;
        (end.length, end.head.bytes) = (0, 0);
        // Before the first line of the new file: one that is killed after it must not leave a head that means the old.
        head::write(&self.head, &self.keys, &end.head)
    }
}

/// The end of the log, open for writing.
struct End {
    file: std::fs::File,
    /// Of the file, in bytes.
    length: u64,
    head: Head,
    /// What the next lines say before the entry.
    events: Vec<Event>,
    /// Ends what somebody else left without one.
    line_feed: &'static str,
}

impl End {
    fn write(&mut self, dir: &Path, text: &[u8], synced: bool) -> Result<()> {
        let written = self.file.write_all(text).and_then(|()| if synced { self.file.sync_data() } else { Ok(()) });
        if let Err(error) = written {
            // What cannot be taken back is mended by the next writer.
            let _ = self.file.set_len(self.length);
            return Err(files::failed(&error, dir, &format!("write `{}`", dir.join(NAME).display())));
        }
        // The name of a new file is on disk only when the folder is.
        if synced && self.length == 0 { files::sync_dir(&dir.join(NAME)) } else { Ok(()) }
    }
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

fn unreadable(path: &Path) -> String {
    format!("failed to read `{}`", path.display())
}

/// Said once, when the line about it is written.
fn warn(event: Event) {
    let what = match event {
        Event::Begun | Event::Continued | Event::Mended => return,
        Event::Cut => "is shorter than it was left",
        Event::Foreign => "has lines that this program did not write",
        Event::NewKey => "was written with another key",
        Event::NoHead => "has lost the record of how far it goes",
    };
    output::note(Level::Warning, &format!("the audit log {what}; see `atlassian-cli audit verify`"));
}

/// One file of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// 0 for the file that is written to, more for older ones.
    pub(super) age: u32,
    /// Where it lies.
    pub(super) path: PathBuf,
}

fn full_name(age: u32) -> String {
    format!("audit.{age}.jsonl")
}

/// The full files, oldest first.
fn full_files(dir: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        entries => entries.context(Kind::Failed, || unreadable(dir))?,
    };
    for entry in entries {
        let name = entry.context(Kind::Failed, || unreadable(dir))?.file_name();
        let age = name.to_str().and_then(|name| name.strip_prefix("audit.")?.strip_suffix(".jsonl")?.parse().ok());
        if let Some(age) = age.filter(|age| *age > 0 && *name == *full_name(*age)) {
            found.push(File { age, path: dir.join(name) });
        }
    }
    found.sort_by_key(|file| std::cmp::Reverse(file.age));
    Ok(found)
}

/// All files of a log that are there, oldest first.
pub(super) fn files(dir: &Path) -> Result<Vec<File>> {
    let mut all = full_files(dir)?;
    let path = dir.join(NAME);
    if path.symlink_metadata().is_ok() {
        all.push(File { age: 0, path });
    }
    Ok(all)
}

/// Calls `each` with every line of the log, oldest first; with nothing where there is no JSON object. Answers whether there
/// is a log at all.
///
/// # Errors
/// When a file cannot be read, or is no file of ours.
pub fn read(mut each: impl FnMut(Option<serde_json::Value>)) -> Result<bool> {
    let all = files(&environment::state_dir()?)?;
    for file in &all {
        each_line(&file.path, 0, |bytes, _| {
            each(serde_json::from_slice(bytes).ok().filter(serde_json::Value::is_object));
            true
        })?;
    }
    Ok(!all.is_empty())
}

/// Calls `each` with every line from an offset on, without its line feed, and whether it had one; until it answers
/// `false`. A line that is longer than any of ours comes in pieces.
///
/// # Errors
/// When the file cannot be read, or is no file of ours.
pub(super) fn each_line(path: &Path, from: u64, mut each: impl FnMut(&[u8], bool) -> bool) -> Result<()> {
    let Some(mut file) = files::open_own(path, files::Open::Read)? else { return Ok(()) };
    let context = || unreadable(path);
    file.seek(SeekFrom::Start(from)).context(Kind::Failed, context)?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    let longest = u64::try_from(chain::LONGEST).unwrap_or(u64::MAX);
    loop {
        line.clear();
        let read = reader.by_ref().take(longest).read_until(b'\n', &mut line).context(Kind::Failed, context)?;
        if read == 0 {
            return Ok(());
        }
        let (bytes, whole) = line.strip_suffix(b"\n").map_or((line.as_slice(), false), |bytes| (bytes, true));
        if !each(bytes, whole) {
            return Ok(());
        }
    }
}

fn first_number(path: &Path) -> Result<Option<u64>> {
    let mut first = None;
    each_line(path, 0, |bytes, _| {
        first = Line::parse(bytes).map(|line| line.number);
        false
    })?;
    Ok(first)
}

/// Whether the last line of a file has this MAC: then the next file was to be begun.
fn ends_with(file: Option<&File>, mac: &Mac) -> Result<bool> {
    let Some(file) = file else { return Ok(false) };
    let mut last = None;
    each_line(&file.path, 0, |bytes, _| {
        last = Line::parse(bytes).map(|line| line.mac);
        true
    })?;
    Ok(last == Some(*mac))
}
