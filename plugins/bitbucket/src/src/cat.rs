//! `bitbucket src cat`: a file as it is in the repository.

use super::{CONTENT, RESOLVE, commit};
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// Print a file of a repository, byte for byte
#[derive(Command)]
#[command(path = "src cat", alias = "commit browse", effect = "read", result = "text", need = "files")]
#[command(example = "bitbucket src cat main README.md --repo backend")]
#[command(example = "bitbucket src cat feature/login src/login.rs --repo backend")]
#[http(CONTENT, RESOLVE)]
pub(crate) struct Cat {
    /// Branch, tag or commit
    #[arg(positional)]
    revision: String,
    /// Path of the file
    #[arg(positional)]
    path: String,
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
        let commit = commit(cx, &place, &self.revision).await?;
        let path = self.path.trim_start_matches('/');
        let to_file = || place.request(cx, CONTENT).param("commit", &commit).param("path", path);
        // A folder would come as the JSON of its listing.
        let is_folder = path.is_empty()
            || path.ends_with('/')
            || to_file().query("format", "meta").json::<Meta>().await?.kind == "commit_directory";
        if is_folder {
            return Err(
                Error::invalid(format!("`{}` is a folder", self.path)).hint("list it with `bitbucket src list`")
            );
        }
        let output = cx.stdout()?;
        to_file().download(&output).await?;
        output.finish()
    }
}
