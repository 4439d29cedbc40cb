//! Reads, writes, sends and fetches files, well and badly.

use std::io::{Read, Write};

use atlassian_plugin_sdk::__private::atlassian::plugin::files as raw;
use atlassian_plugin_sdk::prelude::*;
use serde_json::json;

const ATTACH: Endpoint =
    endpoint!(jira POST "/rest/api/3/issue/{issueIdOrKey}/attachments", classic("write:jira-work"));
const CONTENT: Endpoint = endpoint!(jira GET "/rest/api/3/attachment/content/{id}", classic("read:jira-work"), storage);

/// Read files
#[derive(Command)]
#[command(path = "file read", effect = "read", result = "many", need = "files")]
#[column("Name", "/name")]
pub(crate) struct ReadFiles {
    /// File to read (can be repeated)
    #[arg(positional, required)]
    file: Vec<InputFile>,
}

impl Run for ReadFiles {
    async fn run(self, cx: &Cx) -> Result<()> {
        for file in &self.file {
            let mut reader = cx.open(file)?;
            let size = reader.size();
            // The beginning alone: some files are longer than any memory.
            let mut start = Vec::new();
            reader.by_ref().take(1000).read_to_end(&mut start)?;
            let text = String::from_utf8_lossy(&start);
            cx.emit(&json!({"name": file.name(), "opened": reader.name(), "size": size, "start": text}))?;
        }
        Ok(())
    }
}

/// Copy a file
#[derive(Command)]
#[command(path = "file copy", effect = "read", result = "none", need = "files")]
pub(crate) struct Copy {
    /// File to read
    #[arg(positional)]
    file: InputFile,
    /// File to write
    #[arg(long)]
    to: OutputFile,
    /// Fail before it is finished
    #[arg(long)]
    fail: bool,
    /// Panic before it is finished
    #[arg(long)]
    panic: bool,
}

impl Run for Copy {
    #[expect(clippy::panic, reason = "what is tested")]
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut output = cx.create(&self.to)?;
        std::io::copy(&mut cx.open(&self.file)?, &mut output)?;
        match (self.fail, self.panic) {
            (true, _) => Err(Error::other("on request")),
            (_, true) => panic!("on request"),
            _ => output.finish(),
        }
    }
}

/// List a folder, and read a file below it
#[derive(Command)]
#[command(path = "file list", effect = "read", result = "many", need = "files")]
#[column("Name", "/name")]
pub(crate) struct List {
    /// Folder
    #[arg(positional)]
    folder: InputDir,
    /// File below it to read
    #[arg(long)]
    read: Option<String>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(name) = &self.read {
            let mut text = String::new();
            cx.open_below(&self.folder, name)?.read_to_string(&mut text)?;
            return cx.emit(&json!({"name": name, "folder": self.folder.name(), "text": text}));
        }
        for entry in cx.entries(&self.folder)? {
            cx.emit(&json!({"name": entry.name, "size": entry.size}))?;
        }
        Ok(())
    }
}

/// Write a file below a folder
#[derive(Command)]
#[command(path = "file fill", effect = "read", result = "none", need = "files")]
pub(crate) struct Fill {
    /// Folder
    #[arg(positional)]
    folder: OutputDir,
    /// Name below it
    #[arg(long)]
    name: String,
    /// What it shall hold
    #[arg(long)]
    text: String,
}

impl Run for Fill {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut output = cx.create_below(&self.folder, &self.name)?;
        output.write_all(self.text.as_bytes())?;
        output.finish()
    }
}

/// Write and remove files below a folder, over several runs
#[derive(Command)]
#[command(path = "file export", effect = "read", result = "many", need = "files")]
#[column("Name", "/name")]
pub(crate) struct Export {
    /// Folder
    #[arg(positional)]
    folder: OutputDir,
    /// A file to write (can be repeated)
    #[arg(long, value_name = "NAME=TEXT")]
    write: Vec<KeyValue>,
    /// A file to remove (can be repeated)
    #[arg(long)]
    remove: Vec<String>,
    /// Do not ask what was written
    #[arg(long)]
    forgetful: bool,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        if !self.forgetful {
            for entry in cx.written(&self.folder)? {
                cx.emit(&json!({"name": entry.name, "size": entry.size}))?;
            }
        }
        for file in &self.write {
            let mut output = cx.create_below(&self.folder, &file.key)?;
            output.write_all(file.value.as_bytes())?;
            output.finish()?;
        }
        self.remove.iter().try_for_each(|name| cx.remove_below(&self.folder, name))
    }
}

/// Write bytes to standard output
#[derive(Command)]
#[command(path = "file stdout", effect = "read", result = "text", need = "files")]
pub(crate) struct Stdout {
    /// How many bytes, each with the value 0
    #[arg(long, default = "0")]
    zeros: u32,
}

impl Run for Stdout {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut output = cx.stdout()?;
        std::io::copy(&mut std::io::repeat(0).take(self.zeros.into()), &mut output)?;
        output.write_all(b"the end\n")?;
        output.finish()
    }
}

/// Send files to an issue
#[derive(Command)]
#[command(path = "file upload", effect = "write", result = "none", need = "files")]
#[http(ATTACH)]
pub(crate) struct Upload {
    /// Issue
    #[arg(positional)]
    key: String,
    /// File to send (can be repeated)
    #[arg(positional, required)]
    file: Vec<InputFile>,
    /// Another name for it
    #[arg(long)]
    filename: Option<String>,
}

impl Run for Upload {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut form = Multipart::new().text("comment", "ignored by Jira");
        for file in &self.file {
            let reader = cx.open(file)?;
            form = match &self.filename {
                Some(name) => form.file_as("file", name, reader),
                None => form.file("file", reader),
            };
        }
        let request = cx.request(ATTACH).param("issueIdOrKey", &self.key).header("x-atlassian-token", "no-check");
        let answer = request.multipart(form).send().await?;
        cx.note(&format!("attached {}", answer.text()));
        Ok(())
    }
}

/// Fetch an attachment
#[derive(Command)]
#[command(path = "file download", effect = "read", result = "none", need = "files")]
#[http(CONTENT)]
pub(crate) struct Download {
    /// Its id
    #[arg(positional)]
    id: String,
    /// File to write
    #[arg(long)]
    to: OutputFile,
    /// Finish the file even if it did not come
    #[arg(long)]
    anyway: bool,
}

impl Run for Download {
    async fn run(self, cx: &Cx) -> Result<()> {
        let output = cx.create(&self.to)?;
        match cx.request(CONTENT).param("id", &self.id).download(&output).await {
            Ok(answer) => cx.note(&format!("saved {:?}, and {} bytes in memory", answer.saved(), answer.bytes().len())),
            Err(_) if self.anyway => {}
            Err(error) => return Err(error),
        }
        output.finish()
    }
}

/// Fetch an attachment from an endpoint that does not lead to storage
#[derive(Command)]
#[command(path = "file fetch", effect = "read", result = "none")]
#[http(PLAIN)]
pub(crate) struct Fetch {
    /// Its id
    #[arg(positional)]
    id: String,
}

const PLAIN: Endpoint = endpoint!(jira GET "/rest/api/3/attachment/content/{id}", classic("read:jira-work"));

impl Run for Fetch {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(PLAIN).param("id", &self.id).send().await.map(drop)
    }
}

/// Show a text that is needed
#[derive(Command)]
#[command(path = "file text", effect = "read", result = "one")]
#[column("Text", "/text")]
pub(crate) struct Needed {
    /// What to say
    #[arg(long)]
    text: Text,
}

impl Run for Needed {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit(&json!({"text": self.text.0}))
    }
}

/// Show arguments as they arrived
#[derive(Command)]
#[command(path = "file typed", effect = "read", result = "one")]
pub(crate) struct Typed {
    /// Text
    #[arg(long)]
    text: Option<Text>,
    /// JSON
    #[arg(long)]
    json: Option<Box<RawValue>>,
    /// Date
    #[arg(long)]
    date: Option<Date>,
    /// Duration
    #[arg(long)]
    duration: Option<std::time::Duration>,
    /// Pair (can be repeated)
    #[arg(long)]
    pair: Vec<KeyValue>,
}

impl Run for Typed {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pairs: Vec<_> = self.pair.iter().map(|pair| json!([pair.key, pair.value])).collect();
        cx.emit(&json!({
            "text": self.text.map(|text| text.0), "json": self.json.map(|json| json.get().to_owned()), "date": self.date.map(|date| date.0),
            "seconds": self.duration.map(|duration| duration.as_secs()), "pairs": pairs,
        }))
    }
}

/// Ask for a file without needing any
#[derive(Command)]
#[command(path = "file unneeded", effect = "read", result = "one")]
pub(crate) struct Unneeded {
    /// What it would be called
    #[arg(long)]
    file: String,
}

impl Run for Unneeded {
    async fn run(self, cx: &Cx) -> Result<()> {
        let refused = raw::open("file", 0, None).is_err() && raw::stdout().is_err();
        cx.emit(&json!({"file": self.file, "refused": refused}))
    }
}

/// Ways to misuse files.
#[derive(Choice, Clone, Copy)]
enum Way {
    OtherArgument,
    APath,
    OtherIndex,
    NameBelowAFile,
    InputAsOutput,
    WriteInput,
    ReadOutput,
    ReadNothing,
    AfterClose,
    AfterFinish,
    Foreign,
    Stdout,
    TooMuch,
    TooMany,
}

/// Misuse files
#[derive(Command)]
#[command(path = "file misuse", effect = "read", result = "none", need = "files")]
pub(crate) struct Misuse {
    /// How
    #[arg(positional)]
    way: Way,
    /// File to read
    #[arg(positional)]
    file: InputFile,
    /// File to write
    #[arg(long)]
    to: OutputFile,
}

impl Run for Misuse {
    async fn run(self, _: &Cx) -> Result<()> {
        // Only the names of arguments and base names are known here.
        let (file, to) = (self.file.name(), self.to.name());
        let open = || raw::open("file", 0, None).map_err(Error::other);
        let create = || raw::create("to", None).map_err(Error::other);
        let outcome = match self.way {
            Way::OtherArgument => raw::open("way", 0, None).map(drop),
            Way::APath => raw::open("/etc/passwd", 0, None).map(drop),
            Way::OtherIndex => raw::open("file", 1, None).map(drop),
            Way::NameBelowAFile => raw::open("file", 0, Some(file)).map(drop),
            Way::InputAsOutput => raw::create("file", None).map(drop),
            Way::WriteInput => raw::write(open()?, b"x"),
            Way::ReadOutput => raw::read(create()?, 1).map(drop),
            Way::ReadNothing => raw::read(open()?, 0).map(drop),
            Way::AfterClose => {
                let handle = open()?;
                raw::close(handle);
                raw::read(handle, 1).map(drop)
            }
            Way::AfterFinish => {
                let handle = create()?;
                raw::finish(handle).map_err(Error::other)?;
                raw::write(handle, to.as_bytes())
            }
            Way::Foreign => raw::finish(4711),
            Way::Stdout => raw::stdout().map(drop),
            Way::TooMuch => raw::write(create()?, &vec![1; (8 << 20) + 1]),
            Way::TooMany => (0..1000).try_for_each(|_| raw::open("file", 0, None).map(drop)),
        };
        outcome.map_err(Error::other)
    }
}
