//! `bitbucket src cat`: a file as it is in the repository.

use super::{CONTENT, REPOSITORY, RESOLVE, commit};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// Print a file of a repository, byte for byte
///
/// Without `--ref`, it is that of the main branch. The revision may stand before the path, too.
#[derive(Command)]
#[command(path = "src cat", alias = "commit browse", effect = "read", result = "text", need = "files")]
#[command(example = "bitbucket src cat README.md --repo backend")]
#[command(example = "bitbucket src cat src/login.rs --ref feature/login --repo backend")]
#[http(CONTENT, RESOLVE, REPOSITORY)]
pub(crate) struct Cat {
    /// Path of the file, or before it a branch, tag or commit
    #[arg(positional, value_name = "PATH", required)]
    words: Vec<String>,
    /// Branch, tag or commit
    #[arg(long = "ref", value_name = "REVISION")]
    revision: Option<String>,
    #[arg(flatten)]
    place: InRepository,
}

/// What Bitbucket says of a path.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Meta {
    #[serde(rename = "type")]
    kind: String,
}

impl Run for Cat {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        let (revision, named) = match (self.words.as_slice(), self.revision.as_deref()) {
            ([path], revision) => (revision, path),
            ([revision, path], None) => (Some(revision.as_str()), path),
            _ => return Err(Error::usage("one file is printed: say its path, and the revision with `--ref`")),
        };
        let commit = commit(cx, &place, revision).await?;
        let path = named.trim_start_matches('/');
        let to_file = || place.request(cx, CONTENT).param("commit", &commit).param("path", path);
        // A folder would come as the JSON of its listing.
        let is_folder = path.is_empty()
            || path.ends_with('/')
            || to_file().query("format", "meta").json::<Meta>().await?.kind == "commit_directory";
        if is_folder {
            return Err(Error::invalid(format!("`{named}` is a folder")).hint("list it with `bitbucket src list`"));
        }
        let output = cx.stdout()?;
        to_file().download(&output).await?;
        output.finish()
    }
}
