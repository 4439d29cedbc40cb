//! Both ways, for documents and texts of any shape.

use proptest::prelude::*;

use super::{assert_valid, generate, schema};
use crate::{normal, to_adf, to_markdown};

/// Pieces of which Markdown is made, good and bad.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "- ",
    "- [ ] ",
    "- [x] ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    "> ",
    ">> ",
    "# ",
    "### ",
    "```\n",
    "```rust\n",
    "~~~\n",
    "---\n",
    "===\n",
    "***",
    "**",
    "*",
    "_",
    "__",
    "~~",
    "~",
    "`",
    "``",
    "[",
    "](",
    ")",
    "]",
    "[a](b)",
    "![a](b)",
    "[![a](b)](c)",
    "[a]",
    "[a]: b\n",
    "[^1]",
    "[^1]: note\n",
    "<u>",
    "</u>",
    "<b>",
    "</b>",
    "<sub>",
    "</sub>",
    "<span color=\"#ff0000\">",
    "<span color=\"red\">",
    "</span>",
    "<br>",
    "<br/>",
    "<div>",
    "</div>",
    "<!-- c -->",
    "<!--",
    "-->",
    "<details>\n<summary>S</summary>\n\n",
    "</details>\n",
    "<kbd>",
    "</kbd>",
    "<status color=\"green\">",
    "</status>",
    "<mention id=\"1\">",
    "</mention>",
    "<date>2024-05-01</date>",
    "<date>",
    "</date>",
    "<card url=\"https://x.example\"/>",
    "<card/>",
    "<emoji id=\"1\">:x:</emoji>",
    "<placeholder>",
    "</placeholder>",
    "<media id=\"1\" collection=\"c\"></media>",
    "<extension extensionType=\"t\" extensionKey=\"k\"></extension>",
    "<a href=\"x\">",
    "</a>",
    "<code>",
    "</code>",
    ":smile:",
    ":",
    "https://example.com/a_b",
    "www.example.com",
    "a@b.c",
    "&amp;",
    "&#0;",
    "&lt;",
    "\\",
    "\\\n",
    "word",
    "two words",
    "é",
    "😀",
    "|",
    "| a | b |\n",
    "|---|:-:|\n",
    "| c |\n",
    "\n:::panel info\n",
    "\n:::panel nonsense\n",
    "\n:::expand Title\n",
    "\n:::\n",
    "\n:::layout\n",
    "\n:::column 50\n",
    "\n:::table\n",
    "\n:::row\n",
    "\n:::cell\n",
    "\n:::header {colspan=\"2\"}\n",
    "\n:::media-group\n",
    "\n:::decisions\n",
    "\n::media {id=\"1\" collection=\"c\"}\n",
    "\n:::media {url=\"u\"}\n",
    "\n::rule\n",
    "\n::card https://x.example\n",
    "\n::embed https://x.example {width=\"200\"}\n",
    "\n::embed https://x.example\n",
    "\n::paragraph\n",
    "\n::sync {resourceId=\"r\" localId=\"l\"}\n",
    "\n:::sync {resourceId=\"r\" localId=\"l\" breakout=\"wide\"}\n",
    "\n::extension {extensionType=\"t\" extensionKey=\"k\"}\n",
    "\n:::extension {extensionType=\"t\" extensionKey=\"k\"}\n",
    "\n::paragraph {align=\"center\" indent=\"2\"}\n",
    "\n::attrs {item.localId=\"x\"}\n",
    " <attrs localId=\"y\"/>",
    " <attrs align=\"end\" size=\"small\"/>",
    " <attrs item.localId=\"z\" list.localId=\"q\"/>",
    " <attrs item.block=\"true\"/>",
    " <attrs cell.background=\"#fff\"/>",
    "> [!NOTE]\n> ",
    "\0",
    "\r\n",
    "\u{feff}",
    "\u{a0}",
];

pub(super) fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        9 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

pub(super) fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_document_comes_back_as_it_was(seed: u64, size in 1_usize..60) {
        let Some(schema) = schema() else { return Ok(()) };
        let document = generate::document(schema, seed, size);
        assert_valid(&document, "the generator");
        let markdown = to_markdown(&document);
        let again = normal(&to_adf(&markdown));
        prop_assert_eq!(&again, &normal(&document), "{}", markdown);
        prop_assert_eq!(to_markdown(&again), markdown);
    }

    #[test]
    fn what_nobody_knows_yet_comes_back_too(seed: u64, size in 1_usize..40) {
        let Some(schema) = schema() else { return Ok(()) };
        let mut document = generate::document(schema, seed, size);
        generate::disturb(&mut document, &mut generate::Dice::new(seed));
        let markdown = to_markdown(&document);
        let again = to_adf(&markdown);
        // What is no document at all is all that is in one.
        let whole = document.get("type").is_some_and(|kind| kind == "doc");
        let again = if whole { again } else { again["content"][0].clone() };
        prop_assert_eq!(normal(&again), normal(&document), "{}", markdown);
    }

    #[test]
    fn any_markdown_gives_a_valid_document(markdown in soup()) {
        let document = to_adf(&markdown);
        assert_valid(&document, &markdown);
    }

    #[test]
    fn markdown_is_stable_after_one_step(markdown in soup()) {
        let document = to_adf(&markdown);
        let once = to_markdown(&document);
        let again = to_adf(&once);
        prop_assert_eq!(normal(&again), normal(&document), "{}", once);
        prop_assert_eq!(to_markdown(&again), once);
    }
}

/// What the guard in `to_markdown` would mend is not there to be mended: every form reads back by itself.
#[test]
fn forms_need_no_guard() {
    let Some(schema) = schema() else { return };
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_500_u64);
    let mut failed = Vec::new();
    for seed in 0..runs {
        let document = normal(&generate::document(schema, seed, 1 + (seed % 40) as usize));
        let content = document["content"].as_array().cloned().unwrap_or_default();
        for block in &content {
            let markdown = crate::write::blocks(std::slice::from_ref(block));
            let again = normal(&to_adf(&markdown));
            if again["content"].as_array().map(Vec::as_slice).unwrap_or_default() != std::slice::from_ref(block) {
                failed.push((markdown.len(), markdown, block.clone(), again));
            }
        }
    }
    failed.sort_by_key(|(len, ..)| *len);
    let shown =
        failed.iter().take(5).map(|(_, markdown, block, again)| format!("{markdown}\n{block}\n{}", again["content"]));
    assert!(failed.is_empty(), "{} of {runs}, such as\n{}", failed.len(), shown.collect::<Vec<_>>().join("\n\n"));
}
