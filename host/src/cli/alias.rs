//! Aliases: short names of the user's own for commands.

use crate::error::{Error, Result};
use crate::plugin::Plugins;
use crate::plugin::validate;
use crate::profile::Config;

use super::line::first_word;

/// Whether a word begins a command: the program's own or a plugin's.
///
/// # Errors
/// When plugins.lock cannot be trusted.
pub fn is_command(word: &str, plugins: &Plugins<'_>) -> Result<bool> {
    Ok(validate::HOST_COMMANDS.contains(&word) || plugins.find(word)?.is_some())
}

/// The words of an alias, split as a shell does it.
///
/// # Errors
/// When a quote is not closed.
pub fn words_of_alias(command: &str) -> Result<Vec<String>> {
    shlex::split(command).ok_or_else(|| Error::usage("a quote in the alias is not closed"))
}

/// The line with an alias replaced by what it stands for; none when there is no alias on it. Nothing is read when its
/// first word is a command.
///
/// # Errors
/// When config.yaml cannot be read, or the alias wants more words than follow it.
pub fn expanded(args: &[String], plugins: &Plugins<'_>) -> Result<Option<Vec<String>>> {
    let Some((place, word)) = first_word(args) else { return Ok(None) };
    if is_command(word, plugins).unwrap_or(true) {
        return Ok(None);
    }
    let Some(alias) = Config::load()?.aliases.remove(word) else { return Ok(None) };
    let words = words_of_alias(&alias)?;
    if !words.first().is_some_and(|first| is_command(first, plugins).unwrap_or(false)) {
        return Err(Error::usage(format!("the alias `{word}` stands for no command of atlassian-cli")));
    }
    let mut line: Vec<_> = args.iter().take(place).cloned().collect();
    line.extend(filled(word, words, args.get(place + 1..).unwrap_or_default())?);
    Ok(Some(line))
}

/// The words of an alias with `$1` and so on filled in, and what is left over.
fn filled(alias: &str, words: Vec<String>, given: &[String]) -> Result<Vec<String>> {
    let mut used = 0;
    let mut filled = Vec::with_capacity(words.len() + given.len());
    for word in words {
        let mut text = String::with_capacity(word.len());
        let mut rest = word.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, after) = after.split_at(digits);
            text.push_str(before);
            match number.parse::<usize>() {
                Ok(number) if number > 0 => {
                    let value = given
                        .get(number - 1)
                        .ok_or_else(|| Error::usage(format!("the alias `{alias}` wants a word for `${number}`")))?;
                    text.push_str(value);
                    used = used.max(number);
                }
                _ => {
                    text.push('$');
                    text.push_str(number);
                }
            }
            rest = after;
        }
        text.push_str(rest);
        filled.push(text);
    }
    filled.extend_from_slice(given.get(used..).unwrap_or_default());
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_filled_in_word_by_word() {
        let fill = |alias: &str, given: &[&str]| {
            let given: Vec<_> = given.iter().map(|word| (*word).to_owned()).collect();
            filled("a", words_of_alias(alias).unwrap(), &given).map_err(|error| error.message)
        };
        // What is given stays one word, whatever stands in it.
        assert_eq!(fill("jira search --jql 'text ~ $1'", &["a b\" --yes"]).unwrap()[3], "text ~ a b\" --yes");
        assert_eq!(fill("x $2 $1 $", &["a", "b", "c", "--d"]).unwrap(), ["x", "b", "a", "$", "c", "--d"]);
        assert_eq!(fill("x $0 $HOME `id`", &[]).unwrap(), ["x", "$0", "$HOME", "`id`"]);
        assert_eq!(fill("x $1", &[]).unwrap_err(), "the alias `a` wants a word for `$1`");
    }
}
