//! From what the user named on the command line to handles for a guest. A guest names an argument, never a path.

mod input;
mod named;
mod output;
mod own;
mod record;
mod temporary;
mod walk;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use input::Upload;
pub use named::{Named, Value};
pub use output::Sink;

use input::Input;
use output::{Below, Output};
use own::Own;
use record::Record;
use temporary::Temporaries;
use walk::Folder;

use crate::error::Error;
use crate::interrupt;
use crate::output as shown;
use crate::plugin::manifest::ArgKind;

/// Handles that a guest may hold at once.
const MOST_OPEN: usize = 256;
/// Most bytes of one read.
pub const LARGEST_READ: usize = 8 << 20;

/// A guest's handle of a file.
pub type Handle = u32;

/// Why a guest did not get what it asked for.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It may not have it; the user hears of that even if the guest goes on.
    Denied(Error),
    /// It could not be done.
    Failed(Error),
    /// It used the interface wrongly: its run ends here.
    Misuse(Error),
}

/// Short for a result with [`Fault`].
pub type Result<T> = std::result::Result<T, Fault>;

/// What a run may do with the files that were named.
#[derive(Debug, Clone, Default)]
pub struct Grant {
    /// The running command's full name, for messages.
    pub command: String,
    /// Whether its manifest says that it needs files.
    pub needed: bool,
    /// Whether its result is text or bytes, so that it may write to standard output.
    pub emits_text: bool,
    /// What was named.
    pub named: Named,
    /// Whether files with other content may be replaced.
    pub force: bool,
    /// Whether nothing may be written.
    pub dry_run: bool,
}

/// Opens a file that the user named for the host itself to read, under the same rules as for a guest.
///
/// # Errors
/// When it cannot be read, is not a regular file, or is one of ours.
pub fn open_named(path: &str) -> crate::error::Result<Arc<std::fs::File>> {
    let own = Own::find()?;
    let input = Input::named(Path::new(path), &own).map_err(|fault| match fault {
        Fault::Denied(error) | Fault::Failed(error) | Fault::Misuse(error) => error,
    })?;
    input.into_file().ok_or_else(|| Error::bug("a file is standard input"))
}

/// The files of one run.
#[derive(Debug)]
pub struct Powerbox {
    grant: Grant,
    own: Option<Arc<Own>>,
    folders: HashMap<(String, u32), Arc<Folder>>,
    handles: HashMap<Handle, Open>,
    temporaries: Temporaries,
    records: Records,
    stdin_is_taken: bool,
    next: Handle,
}

#[derive(Debug)]
enum Open {
    Input(Input),
    Output(Output),
}

impl Powerbox {
    /// Nothing is open yet.
    pub fn new(grant: Grant) -> Self {
        Self {
            grant,
            own: None,
            folders: HashMap::new(),
            handles: HashMap::new(),
            temporaries: Temporaries::default(),
            records: Records::default(),
            stdin_is_taken: false,
            next: 1,
        }
    }

    /// Opens a value of an input argument, or a file below it.
    ///
    /// # Errors
    /// When the argument is none of the running command's inputs, was not given, or names nothing that can be read.
    pub fn open(&mut self, arg: &str, index: u32, name: Option<&str>) -> Result<Handle> {
        self.room()?;
        let input = match name {
            Some(name) => self.folder(arg, index)?.open_input(name)?,
            None => match self.value(arg, index, ArgKind::InputFile)? {
                Value::Standard => self.stdin()?,
                Value::Path(path) => Input::named(&path, &*self.own()?)?,
            },
        };
        Ok(self.keep(Open::Input(input)))
    }

    /// The files below an input folder; of an output folder, those that an earlier run of the command has written and
    /// that are still there. From then on, those of this run are remembered, too.
    ///
    /// # Errors
    /// When it is no folder, cannot be read, or has too many files.
    pub fn entries(&mut self, arg: &str, index: u32) -> Result<Vec<(String, u64)>> {
        if self.grant.named.get(arg).is_none_or(|(kind, _)| kind != ArgKind::OutputDir) {
            return self.folder(arg, index)?.entries();
        }
        let Value::Path(path) = self.value(arg, index, ArgKind::OutputDir)? else {
            return Err(denied(&self.grant, "wants files below standard output"));
        };
        self.records.wanted.insert(arg.to_owned());
        let own = self.own()?;
        self.remember(arg, &path, &own)?;
        let mut files = self.records.files();
        let (Some(record), Some(dir)) = (files.get_mut(arg), walk::there(&path, &own)?) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for name in record.names() {
            match walk::size_below(&dir, &name, &own) {
                Some(size) => found.push((name, size)),
                None => record.forget(&name),
            }
        }
        Ok(found)
    }

    /// Name and size of an open file.
    ///
    /// # Errors
    /// When the handle is foreign.
    pub fn info(&self, handle: Handle) -> Result<(String, Option<u64>)> {
        match self.handles.get(&handle) {
            Some(Open::Input(input)) => Ok((input.name().to_owned(), input.size())),
            Some(Open::Output(output)) => Ok((output.name().to_owned(), Some(output.sink().written()))),
            None => Err(foreign(handle)),
        }
    }

    /// The next bytes of an input, at most `max` and at most 8 MiB; empty at the end.
    ///
    /// # Errors
    /// When the handle is not an input, or it cannot be read.
    pub fn read(&mut self, handle: Handle, max: u32) -> Result<Vec<u8>> {
        let max = usize::try_from(max).unwrap_or(usize::MAX).min(LARGEST_READ);
        if max == 0 {
            return Err(misuse("reads 0 bytes, which would look like the end"));
        }
        match self.handles.get_mut(&handle) {
            Some(Open::Input(input)) => input.read(max),
            Some(Open::Output(_)) => Err(misuse(&format!("reads file handle {handle}, which is written"))),
            None => Err(foreign(handle)),
        }
    }

    /// Begins an output.
    ///
    /// # Errors
    /// When the argument is none of the running command's outputs, was not given, or names what cannot be written.
    pub fn create(&mut self, arg: &str, name: Option<&str>, out: &mut shown::Output) -> Result<Handle> {
        self.room()?;
        let kind = if name.is_some() { ArgKind::OutputDir } else { ArgKind::OutputFile };
        let output = match self.value(arg, 0, kind)? {
            Value::Standard if kind == ArgKind::OutputFile => self.standard(out)?,
            Value::Standard => return Err(denied(&self.grant, "wants files below standard output")),
            Value::Path(path) => {
                let own = self.own()?;
                let place = match name {
                    None => walk::beside(&path, &own)?,
                    Some(name) => walk::below(&path, name, &own, !self.grant.dry_run, &self.grant)?,
                };
                if name.is_some() {
                    self.remember(arg, &path, &own)?;
                }
                let below = name.map(|name| Below { arg: arg.to_owned(), name: name.to_owned() });
                Output::begin(place, below, &own, &self.temporaries, self.grant.dry_run)?
            }
        };
        Ok(self.keep(Open::Output(output)))
    }

    /// Standard output, for commands whose result is text or bytes.
    ///
    /// # Errors
    /// When the command's result is something else.
    pub fn stdout(&mut self, out: &mut shown::Output) -> Result<Handle> {
        self.room()?;
        self.needed()?;
        if !self.grant.emits_text {
            return Err(denied(&self.grant, "wants to write bytes to standard output, but its result is not text"));
        }
        let output = self.standard(out)?;
        Ok(self.keep(Open::Output(output)))
    }

    /// Appends to an output.
    ///
    /// # Errors
    /// When the handle is not an output that can be written now, or it cannot be written.
    pub fn write(&mut self, handle: Handle, bytes: &[u8]) -> Result<()> {
        self.output(handle)?.sink().write(bytes)
    }

    /// Gives an output its name. The handle is gone afterwards.
    ///
    /// # Errors
    /// When a file with other content has that name and `--force` was not given, what was to be written did not arrive
    /// whole, or it cannot be written.
    pub fn finish(&mut self, handle: Handle) -> Result<()> {
        self.output(handle)?;
        let Some(Open::Output(output)) = self.handles.remove(&handle) else { return Err(foreign(handle)) };
        let own = self.own()?;
        let mut files = self.records.files();
        let record = output.below().map(|below| below.arg.clone()).and_then(|arg| files.get_mut(&arg));
        output.finish(self.grant.force, &own, record)
    }

    /// Removes a file below an output folder that an earlier run of the command has written; one that is gone is as
    /// good.
    ///
    /// # Errors
    /// When no run of the command wrote it, somebody has changed it since and `--force` was not given, or it cannot be
    /// removed.
    pub fn remove(&mut self, arg: &str, name: &str) -> Result<()> {
        let Value::Path(path) = self.value(arg, 0, ArgKind::OutputDir)? else {
            return Err(denied(&self.grant, "wants to remove files below standard output"));
        };
        let own = self.own()?;
        self.remember(arg, &path, &own)?;
        let mut files = self.records.files();
        let Some(record) = files.get_mut(arg).filter(|record| record.digest(name).is_some()) else {
            let what = format!("wants to remove `{}`, which no run of it has written", name.escape_debug());
            return Err(denied(&self.grant, &what));
        };
        walk::remove(&path, name, &own, &self.grant, |file| {
            let is_as_written = record
                .holds(name, file)
                .map_err(|error| Fault::Failed(Error::failed(format!("`{name}` cannot be read")).caused_by(error)))?;
            if is_as_written || self.grant.force { Ok(()) } else { Err(changed(name)) }
        })?;
        if self.grant.dry_run {
            shown::note(shown::Level::Info, &format!("dry run: `{name}` was not removed"));
        } else {
            record.forget(name);
        }
        Ok(())
    }

    /// Looks at what earlier runs of the command have written below a folder, where the command asked for that, now or
    /// then.
    fn remember(&mut self, arg: &str, path: &Path, own: &Own) -> Result<()> {
        if self.records.files().contains_key(arg) {
            return Ok(());
        }
        let Some(dir) = walk::there(path, own)? else { return Ok(()) };
        let record = Record::load(dir, &self.grant.command, own)?;
        if !record.is_used() && !self.records.wanted.contains(arg) {
            return Ok(());
        }
        if !self.grant.dry_run {
            self.records.watch().map_err(|error| {
                Fault::Failed(Error::failed("the system takes no handler for Ctrl-C").caused_by(error))
            })?;
        }
        self.records.files().insert(arg.to_owned(), record);
        Ok(())
    }

    /// Closes a handle; an output that was not finished leaves nothing behind.
    ///
    /// # Errors
    /// When the handle is foreign.
    pub fn close(&mut self, handle: Handle) -> Result<()> {
        self.handles.remove(&handle).map(drop).ok_or_else(|| foreign(handle))
    }

    /// An output to which an answer is about to be written.
    ///
    /// # Errors
    /// When the handle is not an output, or something was already written to it.
    pub fn lend(&mut self, handle: Handle) -> Result<Arc<Sink>> {
        let sink = Arc::clone(self.output(handle)?.sink());
        sink.lend()?;
        Ok(sink)
    }

    /// What a form's part takes from an input.
    ///
    /// # Errors
    /// When the handle is not an input.
    pub fn upload(&self, handle: Handle) -> Result<Upload> {
        match self.handles.get(&handle) {
            Some(Open::Input(input)) => Ok(input.upload()),
            Some(Open::Output(_)) => Err(misuse(&format!("sends file handle {handle}, which is written"))),
            None => Err(foreign(handle)),
        }
    }

    fn output(&mut self, handle: Handle) -> Result<&mut Output> {
        match self.handles.get_mut(&handle) {
            Some(Open::Output(output)) => Ok(output),
            Some(Open::Input(_)) => Err(misuse(&format!("writes to file handle {handle}, which is read"))),
            None => Err(foreign(handle)),
        }
    }

    fn keep(&mut self, open: Open) -> Handle {
        let handle = self.next;
        self.next += 1;
        self.handles.insert(handle, open);
        handle
    }

    fn room(&self) -> Result<()> {
        if self.handles.len() < MOST_OPEN {
            return Ok(());
        }
        Err(Fault::Failed(Error::failed(format!("more than {MOST_OPEN} files are open at once"))))
    }

    fn needed(&self) -> Result<()> {
        if self.grant.needed { Ok(()) } else { Err(denied(&self.grant, "asks for files, which it does not need")) }
    }

    /// The value of an argument of that kind on this command line.
    fn value(&self, arg: &str, index: u32, kind: ArgKind) -> Result<Value> {
        self.needed()?;
        let shown = arg.escape_debug();
        match self.grant.named.get(arg) {
            Some((found, values)) if found == kind => {
                let index = usize::try_from(index).unwrap_or(usize::MAX);
                values.get(index).cloned().ok_or_else(|| {
                    denied(&self.grant, &format!("asks for value {index} of `{shown}`, which was not given"))
                })
            }
            _ => {
                Err(denied(&self.grant, &format!("asks for a file of `{shown}`, which the command line does not name")))
            }
        }
    }

    fn folder(&mut self, arg: &str, index: u32) -> Result<Arc<Folder>> {
        let Value::Path(path) = self.value(arg, index, ArgKind::InputDir)? else {
            return Err(Fault::Failed(Error::usage("`-` is standard input, not a folder")));
        };
        let key = (arg.to_owned(), index);
        if let Some(folder) = self.folders.get(&key) {
            return Ok(Arc::clone(folder));
        }
        let folder = Arc::new(Folder::open(&path, self.own()?)?);
        self.folders.insert(key, Arc::clone(&folder));
        Ok(folder)
    }

    fn stdin(&mut self) -> Result<Input> {
        if std::mem::replace(&mut self.stdin_is_taken, true) {
            return Err(Fault::Failed(Error::usage("standard input can be read once")));
        }
        Ok(Input::stdin())
    }

    fn standard(&self, out: &mut shown::Output) -> Result<Output> {
        let bytes = if self.grant.dry_run { None } else { Some(out.bytes().map_err(Fault::Failed)?) };
        Ok(Output::standard(bytes))
    }

    /// Our own files, looked for when the first file is named.
    fn own(&mut self) -> Result<Arc<Own>> {
        let own = match self.own.take() {
            Some(own) => own,
            None => Arc::new(Own::find().map_err(Fault::Failed)?),
        };
        Ok(Arc::clone(self.own.insert(own)))
    }
}

impl Drop for Powerbox {
    /// However the run ended: what was written is there.
    fn drop(&mut self) {
        if self.grant.dry_run {
            return;
        }
        if let Err(error) = self.records.save() {
            shown::warn(&error);
        }
    }
}

/// What the command has written below its output folders, by argument.
#[derive(Debug, Default)]
struct Records {
    files: Arc<Mutex<HashMap<String, Record>>>,
    /// Folders of which the command asked what it has written.
    wanted: HashSet<String>,
    watched: bool,
}

impl Records {
    fn files(&self) -> MutexGuard<'_, HashMap<String, Record>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self) -> crate::error::Result<()> {
        self.files().values_mut().try_for_each(Record::save)
    }

    /// From now on, a run that is interrupted saves them.
    fn watch(&mut self) -> std::io::Result<()> {
        if std::mem::replace(&mut self.watched, true) {
            return Ok(());
        }
        let files = Arc::clone(&self.files);
        interrupt::also(move || {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody reads what else could be said now.
            let _ = files.values_mut().try_for_each(Record::save);
        })
    }
}

fn changed(name: &str) -> Fault {
    let error = Error::refused(format!("`{name}` has been changed since it was written"))
        .caused_by("only files that are as an earlier run left them are removed")
        .hinted("add `--force` to remove it, or move it away");
    Fault::Failed(error)
}

fn foreign(handle: Handle) -> Fault {
    misuse(&format!("uses file handle {handle}, which it does not hold (any more)"))
}

fn misuse(what: &str) -> Fault {
    Fault::Misuse(Error::failed(format!("the plugin {what}")))
}

fn denied(grant: &Grant, what: &str) -> Fault {
    let error = Error::refused(format!("`{}` {what}", grant.command))
        .caused_by("a plugin's command gets the files that were named on its command line, and no others");
    Fault::Denied(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{FormatName, Shape};
    use crate::plugin::manifest::ResultKind;

    fn powerbox(dir: &Path, dry_run: bool) -> Powerbox {
        let mut named = Named::default();
        named.add("to", ArgKind::OutputFile, vec![Value::Path(dir.join("file"))]);
        named.add("below", ArgKind::OutputDir, vec![Value::Path(dir.join("new/folder"))]);
        let command = "probe file copy".to_owned();
        Powerbox::new(Grant { command, needed: true, emits_text: false, named, force: true, dry_run })
    }

    fn write_both(powerbox: &mut Powerbox) {
        let shape = Shape { result: ResultKind::None, columns: Vec::new(), id: None, pages: Vec::new() };
        let mut out = shown::Output::new(&shown::View::plain(FormatName::Table), shape).unwrap();
        for (arg, name) in [("to", None), ("below", Some("a/b"))] {
            let handle = powerbox.create(arg, name, &mut out).unwrap();
            powerbox.write(handle, b"bytes").unwrap();
            powerbox.finish(handle).unwrap();
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn a_dry_run_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        write_both(&mut powerbox(dir.path(), true));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        std::fs::write(dir.path().join("file"), "old").unwrap();
        write_both(&mut powerbox(dir.path(), true));
        assert_eq!(std::fs::read(dir.path().join("file")).unwrap(), b"old");
        write_both(&mut powerbox(dir.path(), false));
        assert_eq!(std::fs::read(dir.path().join("file")).unwrap(), b"bytes");
        assert_eq!(std::fs::read(dir.path().join("new/folder/a/b")).unwrap(), b"bytes");
    }
}
