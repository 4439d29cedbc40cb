//! What git takes for the name of a branch.

use crate::output;

/// Longest name of a branch, in bytes: a file system takes no longer one.
const LONGEST: usize = 250;

/// Checks the name of a branch by git's own rules for references (`git check-ref-format`), and for what git's commands
/// would take for something else than a branch.
///
/// # Errors
/// Says what is wrong with it, to finish a sentence that begins with the name.
pub(super) fn check(branch: &str) -> Result<(), &'static str> {
    let forbidden = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let part = |part: &str| part.starts_with('.') || part.ends_with(".lock");
    let rules = [
        (branch.is_empty(), "is empty"),
        (branch.len() > LONGEST, "is too long"),
        (branch.starts_with('-'), "begins with `-`"),
        (branch == "HEAD" || branch == "@", "is git's word for where one is"),
        (branch.starts_with("refs/"), "is a whole reference and not the name of a branch"),
        (branch.chars().any(forbidden), "has a blank, a control character or one of `~^:?*[\\` in it"),
        (branch.chars().any(output::is_unsafe), "has invisible or direction characters in it"),
        (branch.contains("..") || branch.contains("@{"), "has `..` or `@{` in it"),
        (branch.starts_with('/') || branch.ends_with('/') || branch.contains("//"), "has an empty part"),
        (branch.ends_with('.'), "ends with a dot"),
        (branch.split('/').any(part), "has a part that begins with a dot or ends with `.lock`"),
    ];
    rules.iter().find(|(broken, _)| *broken).map_or(Ok(()), |(_, why)| Err(why))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const GOOD: &[&str] =
        &["main", "feature/web-1_fix", "sam/x.y", "@x", "a@b", "a-", "ä/日本", "$(id)", "a;b", "'", "x.locks", "a{b}"];

    const BAD: &[&str] = &[
        "",
        "-",
        "--upload-pack=touch /tmp/x",
        "--upload-pack=x",
        "-x",
        "a b",
        "a\tb",
        "a\nb",
        "a\u{7f}",
        "a~b",
        "a^b",
        "a:b",
        "a?b",
        "a*b",
        "a[b",
        "a\\b",
        "a..b",
        "..",
        ".",
        "a@{b",
        "@{-1}",
        "@",
        "HEAD",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.lock",
        "a.lock/b",
        "a.",
        "refs/heads/a",
        "+a",
        "a\u{202e}b",
        "a\u{200b}",
    ];

    #[test]
    fn a_branch_is_a_branch_and_nothing_else() {
        for good in GOOD {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        // `+` is a letter like others within a reference that is written out.
        for bad in BAD.iter().filter(|bad| **bad != "+a") {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check(&"x".repeat(251)).is_err());
    }

    /// Git itself takes all that passes; where it takes more, we are stricter on purpose.
    #[test]
    fn git_agrees() {
        let takes = |name: &str| {
            let git = Command::new("git").args(["check-ref-format", &format!("refs/heads/{name}")]).status();
            git.is_ok_and(|status| status.success())
        };
        if !takes("main") {
            return;
        }
        let stricter = ["-", "--upload-pack=x", "-x", "@", "HEAD", "refs/heads/a", "+a", "a\u{202e}b", "a\u{200b}"];
        for name in GOOD.iter().chain(BAD).filter(|name| !stricter.contains(name)) {
            assert_eq!(check(name).is_ok(), takes(name), "{name:?}");
        }
    }
}
