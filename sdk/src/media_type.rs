//! What a file is, by the end of its name: a site stores what it is told, and shows a picture only where it knows of one.

/// Endings in lower case.
const TYPES: [(&str, &str); 26] = [
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("mov", "video/quicktime"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// The media type of a file with that name; of an unknown ending, bytes.
pub(crate) fn of(filename: &str) -> &'static str {
    let ending = filename.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_last_ending_decides_in_any_case() {
        for (name, kind) in [
            ("a.PNG", "image/png"),
            ("trace.tar.gz", "application/gzip"),
            ("notes", "application/octet-stream"),
            ("a.", "application/octet-stream"),
            (".md", "text/markdown"),
        ] {
            assert_eq!(of(name), kind, "{name}");
        }
    }
}
