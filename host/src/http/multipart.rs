//! Forms: parts from memory and from files, streamed. The boundary is random, and no name can break out of its line.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{Stream, stream};
use reqwest::multipart::{Form, Part as WirePart};

use crate::powerbox::Upload;

use super::prepared::{Content, Part};

/// Parts of one form at most.
const MOST_PARTS: usize = 1000;
/// Longest name, file name or content type in bytes.
const LONGEST: usize = 1024;
/// Type of a file that says none.
const UNKNOWN: &str = "application/octet-stream";
/// Bytes read at a time.
const BLOCK: usize = 64 << 10;

/// Checks a form; the text of an error finishes a sentence.
pub(super) fn check(parts: &[Part]) -> Result<(), String> {
    if parts.is_empty() || parts.len() > MOST_PARTS {
        return Err(format!("a form has 1 to {MOST_PARTS} parts"));
    }
    for part in parts {
        let name_is_plain = !part.name.is_empty()
            && part.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !name_is_plain || part.name.len() > LONGEST {
            return Err(format!("`{}` is not the name of a form's part", part.name.escape_debug()));
        }
        if let Some(name) = &part.filename
            && (name.len() > LONGEST || name.chars().any(char::is_control))
        {
            return Err(format!("`{}` is not the name of a file to send", name.escape_debug()));
        }
        if let Some(kind) = &part.content_type {
            let printable = kind.len() <= LONGEST && kind.bytes().all(|byte| (0x20..0x7f).contains(&byte));
            if !printable || WirePart::bytes(Vec::new()).mime_str(kind).is_err() {
                return Err(format!("`{}` is not a content type", kind.escape_debug()));
            }
        }
    }
    Ok(())
}

/// A checked form as it is sent. `progress` counts the bytes that were read from files.
pub(super) fn form(parts: &[Part], progress: &Arc<AtomicU64>) -> Form {
    parts.iter().fold(Form::new(), |form, part| form.part(part.name.clone(), wire_part(part, progress)))
}

fn wire_part(part: &Part, progress: &Arc<AtomicU64>) -> WirePart {
    let mut wire = match &part.content {
        Content::Bytes(bytes) => WirePart::bytes(bytes.clone()),
        Content::File(upload) => {
            let body = reqwest::Body::wrap_stream(blocks(upload.clone(), Arc::clone(progress)));
            match upload.size() {
                Some(size) => WirePart::stream_with_length(body, size),
                None => WirePart::stream(body),
            }
        }
    };
    if let Some(name) = &part.filename {
        // As browsers do; not every server understands a quote behind a backslash.
        wire = wire.file_name(name.replace('"', "%22"));
    }
    match &part.content_type {
        // It was checked.
        Some(kind) => wire.mime_str(kind).unwrap_or_else(|_| WirePart::bytes(Vec::new())),
        // A part without a type is plain text (RFC 7578, 4.4), and a file of unknown type is not.
        None if part.filename.is_some() => wire.mime_str(UNKNOWN).unwrap_or_else(|_| WirePart::bytes(Vec::new())),
        None => wire,
    }
}

/// The bytes of a file: as many as it had when it was opened, neither more nor less.
fn blocks(upload: Upload, progress: Arc<AtomicU64>) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    let begun = upload.begin();
    stream::try_unfold((upload, 0_u64), move |(upload, offset)| {
        let progress = Arc::clone(&progress);
        async move {
            if !begun {
                return Err(io::Error::other("standard input was sent already"));
            }
            let left = upload.size().map_or(u64::MAX, |size| size - offset);
            let mut block = vec![0; usize::try_from(left).unwrap_or(BLOCK).min(BLOCK)];
            let read = tokio::task::block_in_place(|| upload.read(offset, &mut block))?;
            block.truncate(read);
            let count = u64::try_from(read).unwrap_or(0);
            progress.fetch_add(count, Ordering::Relaxed);
            match (read, upload.size()) {
                (0, Some(size)) if offset < size => Err(io::Error::other("the file became shorter while it was sent")),
                (0, _) => Ok(None),
                _ => Ok(Some((block, (upload, offset + count)))),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, filename: Option<&str>, content_type: Option<&str>) -> Part {
        Part {
            name: name.to_owned(),
            filename: filename.map(str::to_owned),
            content_type: content_type.map(str::to_owned),
            content: Content::Bytes(b"x".to_vec()),
        }
    }

    #[test]
    fn no_name_breaks_out_of_its_line() {
        check(&[part("file", Some("a \"b\" ü.txt"), Some("text/plain; charset=utf-8"))]).unwrap();
        for bad in [
            part("", None, None),
            part("a\"b", None, None),
            part("a\r\nb", None, None),
            part("file", Some("a\r\nContent-Type: text/html"), None),
            part("file", Some("a\nb"), None),
            part("file", Some("a\0b"), None),
            part("file", Some(&"x".repeat(LONGEST + 1)), None),
            part("file", None, Some("text/plain\r\nX: y")),
            part("file", None, Some("nonsense")),
        ] {
            assert!(check(std::slice::from_ref(&bad)).is_err(), "{bad:?}");
        }
        assert!(check(&[]).is_err());
    }
}
