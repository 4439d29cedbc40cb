//! What the site does not find, in words: it says `Not Found` and no more.

use atlassian_plugin_sdk::prelude::*;
use std::fmt::Display;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Page,
    Blog,
    Folder,
    Attachment,
}

/// An answer that may say that there is nothing.
pub(crate) trait OrMissing {
    /// Names what is not there, and says where to look.
    fn or_missing(self, what: What, id: impl Display) -> Self;

    /// The same for a version of it.
    fn or_missing_version(self, what: What, id: impl Display, version: Option<u64>) -> Self;

    /// The same for a command that finds blog posts with `--blog` alone.
    fn or_missing_unless_blog(self, id: impl Display, is_blog: bool) -> Self;
}

impl<T> OrMissing for Result<T> {
    fn or_missing(self, what: What, id: impl Display) -> Self {
        self.map_err(|error| if error.kind() == Kind::NotFound { what.missing(error, &id) } else { error })
    }

    fn or_missing_version(self, what: What, id: impl Display, version: Option<u64>) -> Self {
        let Some(version) = version else { return self.or_missing(what, id) };
        self.map_err(|error| match error.kind() {
            Kind::NotFound => error
                .worded(format!("there is no version {version} of the {} `{id}`, or you may not see it", what.named()))
                .hint(format!("`confluence {} versions {id}` shows which there are", what.command())),
            _ => error,
        })
    }

    fn or_missing_unless_blog(self, id: impl Display, is_blog: bool) -> Self {
        let what = if is_blog { What::Blog } else { What::Page };
        self.map_err(|error| match error.kind() {
            Kind::NotFound if is_blog => what.missing(error, &id),
            Kind::NotFound => error.worded(what.words(&id)).hint("for a blog post, add `--blog`"),
            _ => error,
        })
    }
}

impl What {
    fn named(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Blog => "blog post",
            Self::Folder => "folder",
            Self::Attachment => "attachment",
        }
    }

    /// The first word of its commands.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Blog => "blog",
            Self::Folder => "folder",
            Self::Attachment => "attachment",
        }
    }

    fn words(self, id: &dyn Display) -> String {
        format!("there is no {} `{id}`, or you may not see it", self.named())
    }

    fn missing(self, error: Error, id: &dyn Display) -> Error {
        error.worded(self.words(id)).hint(match self {
            Self::Page => "blog posts and folders have commands of their own; `confluence search --title …` finds ids",
            Self::Blog => "pages have commands of their own; `confluence search --type blogpost --title …` finds ids",
            Self::Folder => "pages have commands of their own; `confluence search --type folder --title …` finds ids",
            Self::Attachment => "`confluence attachment list PAGE` shows the ids of a page's files",
        })
    }
}
