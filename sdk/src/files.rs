//! Files that the user named. Needs the import `files`, and `need = "files"` in the command.

use crate::args::{InputDir, InputFile, OutputDir, OutputFile};
use crate::bindings::atlassian::plugin::http;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::media_type;
use std::io::{self, Read, Write};
use std::rc::Rc;

#[cfg(target_family = "wasm")]
use crate::bindings::atlassian::plugin::files as host;
#[cfg(not(target_family = "wasm"))]
use crate::testing::files as host;

/// Bytes that go to the host and back in one call.
const BLOCK: usize = 1 << 20;

/// A file below a folder that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name relative to the folder, with `/`.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
}

/// An open file, or standard input; closed when it is dropped.
#[derive(Debug)]
pub struct Reader {
    handle: u32,
}

/// A file in the making; forgotten, with nothing left behind, when it is dropped before [`finish`](Self::finish).
#[derive(Debug)]
pub struct Writer {
    handle: u32,
    finished: bool,
}

impl Cx {
    /// Opens a file that the user named; `-` is standard input.
    ///
    /// ```
    /// use atlassian_plugin_sdk::prelude::*;
    /// use std::io::Read;
    ///
    /// /// Count the lines of a file
    /// #[derive(Command)]
    /// #[command(path = "lines", effect = "read", result = "one", need = "files")]
    /// struct Lines {
    ///     /// File to read (`-` for standard input)
    ///     #[arg(positional)]
    ///     file: InputFile,
    /// }
    ///
    /// impl Run for Lines {
    ///     async fn run(self, cx: &Cx) -> Result<()> {
    ///         let mut text = String::new();
    ///         cx.open(&self.file)?.read_to_string(&mut text)?;
    ///         cx.emit(&serde_json::json!({"file": self.file.name(), "lines": text.lines().count()}))
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When it cannot be read, is not a regular file, or belongs to atlassian-cli.
    pub fn open(&self, file: &InputFile) -> Result<Reader> {
        Ok(Reader { handle: host::open(&file.arg, file.index, None).map_err(Error::other)? })
    }

    /// Opens a file below a folder that the user named, by its relative name with `/`.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), or when the name leaves the folder, is hidden or leads through a link.
    pub fn open_below(&self, folder: &InputDir, name: &str) -> Result<Reader> {
        Ok(Reader { handle: host::open(&folder.arg, folder.index, Some(name)).map_err(Error::other)? })
    }

    /// The regular files below a folder that the user named, sorted by name; hidden ones and links are left out.
    ///
    /// # Errors
    ///
    /// When it cannot be listed, or has more than 100,000 files.
    pub fn entries(&self, folder: &InputDir) -> Result<Vec<Entry>> {
        let entries = host::entries(&folder.arg, folder.index).map_err(Error::other)?;
        Ok(entries.into_iter().map(|entry| Entry { name: entry.name, size: entry.size.unwrap_or(0) }).collect())
    }

    /// Begins a file that the user named; `-` is standard output. It appears when it is finished.
    ///
    /// # Errors
    ///
    /// When it cannot be written there.
    pub fn create(&self, file: &OutputFile) -> Result<Writer> {
        Ok(Writer { handle: host::create(&file.arg, None).map_err(Error::other)?, finished: false })
    }

    /// Begins a file below a folder that the user named, by its relative name with `/`.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), or when the name leaves the folder, is hidden or leads through a link.
    pub fn create_below(&self, folder: &OutputDir, name: &str) -> Result<Writer> {
        Ok(Writer { handle: host::create(&folder.arg, Some(name)).map_err(Error::other)?, finished: false })
    }

    /// The files that an earlier run of this command wrote below a folder and that are still there, sorted by name. Call
    /// it before the first [`create_below`](Self::create_below): from then on, the files of this run are remembered, so
    /// that a later one may replace and remove them without `--force` as long as nobody has changed them.
    ///
    /// # Errors
    ///
    /// When what is remembered cannot be read.
    pub fn written(&self, folder: &OutputDir) -> Result<Vec<Entry>> {
        let entries = host::entries(&folder.arg, folder.index).map_err(Error::other)?;
        Ok(entries.into_iter().map(|entry| Entry { name: entry.name, size: entry.size.unwrap_or(0) }).collect())
    }

    /// Removes a file that an earlier run of this command wrote below a folder, by the name that
    /// [`written`](Self::written) gives. Under a dry run the host says that it would be removed.
    ///
    /// # Errors
    ///
    /// When no run of this command wrote it, somebody has changed it since and the user did not say `--force`, or it
    /// cannot be removed.
    pub fn remove_below(&self, folder: &OutputDir, name: &str) -> Result<()> {
        host::remove(&folder.arg, name).map_err(Error::other)
    }

    /// Standard output, for a command whose result is `text`.
    ///
    /// # Errors
    ///
    /// When the command's result is something else.
    pub fn stdout(&self) -> Result<Writer> {
        Ok(Writer { handle: host::stdout().map_err(Error::other)?, finished: false })
    }
}

impl Reader {
    /// Its base name, or its name relative to the folder; `-` for standard input.
    pub fn name(&self) -> String {
        host::info(self.handle).name
    }

    /// Its size in bytes; unknown for standard input.
    pub fn size(&self) -> Option<u64> {
        host::info(self.handle).size
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let max = u32::try_from(into.len().min(BLOCK)).unwrap_or(1);
        let bytes = host::read(self.handle, max).map_err(io::Error::other)?;
        let place = into.get_mut(..bytes.len()).ok_or(io::ErrorKind::InvalidData)?;
        place.copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        host::close(self.handle);
    }
}

impl Writer {
    /// Puts the file under its name. One with the same bytes is left untouched; one with others is replaced only under
    /// the user's `--force`.
    ///
    /// # Errors
    ///
    /// When it may not be replaced or cannot be written; nothing is left behind then.
    pub fn finish(mut self) -> Result<()> {
        self.finished = true;
        host::finish(self.handle).map_err(Error::other)
    }

    pub(crate) fn handle(&self) -> u32 {
        self.handle
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let block = bytes.get(..bytes.len().min(BLOCK)).unwrap_or_default();
        host::write(self.handle, block).map_err(io::Error::other)?;
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.finished {
            host::close(self.handle);
        }
    }
}

/// A form, to be sent with [`Request::multipart`](crate::Request::multipart).
///
/// ```no_run
/// # use atlassian_plugin_sdk::prelude::*;
/// # const ATTACH: Endpoint = endpoint!(jira POST "/rest/api/3/issue/{issueIdOrKey}/attachments");
/// # async fn attach(cx: &Cx, file: &InputFile) -> Result<()> {
/// let form = Multipart::new().file("file", cx.open(file)?);
/// let request = cx.request(ATTACH).param("issueIdOrKey", "DEV-1").header("x-atlassian-token", "no-check");
/// request.multipart(form).send().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    pub(crate) parts: Vec<http::Part>,
    pub(crate) files: Vec<Rc<Reader>>,
}

impl Multipart {
    /// A form without parts, which cannot be sent.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    #[must_use]
    pub fn text(self, name: &str, value: &str) -> Self {
        self.part(name, None, None, http::PartContent::Bytes(value.as_bytes().to_vec()))
    }

    /// Adds bytes as a file.
    #[must_use]
    pub fn bytes(self, name: &str, filename: &str, content_type: &str, bytes: Vec<u8>) -> Self {
        self.part(name, Some(filename.to_owned()), Some(content_type.to_owned()), http::PartContent::Bytes(bytes))
    }

    /// Adds a file under its own name (the last part of it); the host streams it.
    #[must_use]
    pub fn file(self, name: &str, file: Reader) -> Self {
        let whole = file.name();
        let filename = whole.rsplit('/').next().unwrap_or(&whole).to_owned();
        self.file_as(name, &filename, file)
    }

    /// Adds a file under another name, whose ending says what it is; the host streams it.
    #[must_use]
    pub fn file_as(mut self, name: &str, filename: &str, file: Reader) -> Self {
        let content = http::PartContent::File(file.handle);
        self.files.push(Rc::new(file));
        self.part(name, Some(filename.to_owned()), Some(media_type::of(filename).to_owned()), content)
    }

    fn part(
        mut self,
        name: &str,
        filename: Option<String>,
        content_type: Option<String>,
        content: http::PartContent,
    ) -> Self {
        self.parts.push(http::Part { name: name.to_owned(), filename, content_type, content });
        self
    }
}
