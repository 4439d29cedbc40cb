//! Files for a plugin's own tests, which run natively: no disk, one set for each thread.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a file is called: the argument, the index of its value, and the name below a folder.
type Name = (String, u32, Option<String>);

#[derive(Default)]
struct Files {
    there: BTreeMap<Name, Vec<u8>>,
    written: BTreeMap<(String, Option<String>), Vec<u8>>,
    open: BTreeMap<u32, Open>,
    last: u32,
}

enum Open {
    Input { name: String, bytes: Vec<u8>, offset: usize },
    Output { arg: String, name: Option<String>, bytes: Vec<u8> },
}

thread_local! {
    static FILES: RefCell<Files> = RefCell::default();
}

fn with<T>(use_files: impl FnOnce(&mut Files) -> T) -> T {
    FILES.with_borrow_mut(use_files)
}

/// Lets the `index`th value of an input argument, or a file below it, hold these bytes; below an output folder, an earlier
/// run wrote them.
pub fn put(arg: &str, index: u32, name: Option<&str>, bytes: &[u8]) {
    let name = (arg.to_owned(), index, name.map(str::to_owned));
    with(|files| files.there.insert(name, bytes.to_vec()));
}

/// What was finished as an output argument, or below it.
pub fn written(arg: &str, name: Option<&str>) -> Option<Vec<u8>> {
    with(|files| files.written.get(&(arg.to_owned(), name.map(str::to_owned))).cloned())
}

/// As in the contract.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) size: Option<u64>,
}

fn size(bytes: &[u8]) -> Option<u64> {
    u64::try_from(bytes.len()).ok()
}

impl Files {
    fn keep(&mut self, open: Open) -> u32 {
        self.last += 1;
        self.open.insert(self.last, open);
        self.last
    }

    fn output(&mut self, arg: &str, name: Option<&str>) -> u32 {
        self.keep(Open::Output { arg: arg.to_owned(), name: name.map(str::to_owned), bytes: Vec::new() })
    }
}

pub(crate) fn open(arg: &str, index: u32, name: Option<&str>) -> Result<u32, String> {
    with(|files| {
        let key = (arg.to_owned(), index, name.map(str::to_owned));
        let bytes = files.there.get(&key).cloned().ok_or_else(|| format!("no file was put at {key:?}"))?;
        Ok(files.keep(Open::Input { name: name.unwrap_or(arg).to_owned(), bytes, offset: 0 }))
    })
}

pub(crate) fn entries(arg: &str, index: u32) -> Result<Vec<Entry>, String> {
    let below = |((of, at, name), bytes): (&Name, &Vec<u8>)| {
        let name = name.clone().filter(|_| of == arg && *at == index)?;
        Some(Entry { name, size: size(bytes) })
    };
    with(|files| Ok(files.there.iter().filter_map(below).collect()))
}

pub(crate) fn info(file: u32) -> Entry {
    with(|files| match files.open.get(&file) {
        Some(Open::Input { name, bytes, .. }) => Entry { name: name.clone(), size: size(bytes) },
        Some(Open::Output { arg, name, bytes }) => {
            Entry { name: name.clone().unwrap_or_else(|| arg.clone()), size: size(bytes) }
        }
        None => Entry { name: String::new(), size: None },
    })
}

pub(crate) fn read(file: u32, max: u32) -> Result<Vec<u8>, String> {
    with(|files| {
        let Some(Open::Input { bytes, offset, .. }) = files.open.get_mut(&file) else {
            return Err("reading what is not open to be read traps".to_owned());
        };
        let rest = bytes.get(*offset..).unwrap_or_default();
        let part = rest.get(..rest.len().min(usize::try_from(max).unwrap_or(usize::MAX))).unwrap_or_default().to_vec();
        *offset += part.len();
        Ok(part)
    })
}

pub(crate) fn create(arg: &str, name: Option<&str>) -> Result<u32, String> {
    with(|files| Ok(files.output(arg, name)))
}

pub(crate) fn stdout() -> Result<u32, String> {
    with(|files| Ok(files.output("-", None)))
}

pub(crate) fn write(file: u32, more: &[u8]) -> Result<(), String> {
    with(|files| match files.open.get_mut(&file) {
        Some(Open::Output { bytes, .. }) => {
            bytes.extend_from_slice(more);
            Ok(())
        }
        _ => Err("writing to what is not open to be written traps".to_owned()),
    })
}

pub(crate) fn finish(file: u32) -> Result<(), String> {
    with(|files| match files.open.remove(&file) {
        Some(Open::Output { arg, name, bytes }) => {
            files.written.insert((arg, name), bytes);
            Ok(())
        }
        _ => Err("finishing what is not open to be written traps".to_owned()),
    })
}

/// What was put below an output folder is what an earlier run wrote there.
pub(crate) fn remove(arg: &str, name: &str) -> Result<(), String> {
    let key = (arg.to_owned(), 0, Some(name.to_owned()));
    with(|files| files.there.remove(&key).map(drop).ok_or_else(|| format!("no run has written {key:?}")))
}

pub(crate) fn close(file: u32) {
    with(|files| files.open.remove(&file));
}

#[cfg(test)]
mod tests {
    use super::{put, written};
    use crate::args::{Args, InputDir, InputFile, OutputFile};
    use crate::error::Result;
    use crate::fake::{host, json};
    use std::io::{Read, Write};

    #[test]
    fn files_are_read_listed_and_written() -> Result<()> {
        let (_, cx, _) = host(|_| json("{}"));
        put("file", 0, None, b"first");
        put("file", 1, None, b"second");
        put("folder", 0, Some("a/b"), b"below");
        let args = Args::parse(r#"{"file":["x","y"],"folder":"dir","out":"z"}"#)?;
        let files: Vec<InputFile> = args.repeated("file")?;
        let names: Vec<_> = files.iter().map(InputFile::name).collect();
        assert_eq!(names, ["x", "y"]);
        let mut text = String::new();
        for file in &files {
            cx.open(file)?.read_to_string(&mut text)?;
        }
        let folder: InputDir = args.required("folder")?;
        let entries = cx.entries(&folder)?;
        assert_eq!(entries.iter().map(|entry| (entry.name.as_str(), entry.size)).collect::<Vec<_>>(), [("a/b", 5)]);
        cx.open_below(&folder, "a/b")?.read_to_string(&mut text)?;
        let out: OutputFile = args.required("out")?;
        drop(cx.create(&out)?);
        assert_eq!(written("out", None), None);
        let mut writer = cx.create(&out)?;
        writer.write_all(text.as_bytes())?;
        writer.finish()?;
        assert_eq!(written("out", None).as_deref(), Some(b"firstsecondbelow".as_slice()));
        Ok(())
    }
}
