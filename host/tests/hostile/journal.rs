//! Journals in the hands of a guest that means ill.

use serde_json::json;

use crate::guests::{raw, run};
use crate::support::Home;

/// Files of journals, finished or not.
fn journals(home: &Home) -> Vec<std::path::PathBuf> {
    home.files().into_iter().filter(|file| file.components().any(|part| part.as_os_str() == "journals")).collect()
}

#[test]
fn a_journal_is_declared() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let asked = json!([
        {"resumed": null}, {"plan": [["a", ""]]}, {"open-journal": "x"}, {"next": 1}, {"begin": {"rows": [0]}},
        {"finish": {"row": 0, "state": "done"}}, {"report": null}
    ]);
    let ran = run(&home, "many", &asked, &["--format", "json"]);
    assert_eq!(ran.stdout.matches("asked for a journal, which its manifest does not declare").count(), 6, "{ran:?}");
    assert!(ran.stderr.contains("refused: `raw many` asked for a journal"), "{ran:?}");
    assert!(journals(&home).is_empty());
    // Nor does it take `--resume`.
    home.run(&["raw", "many", "--resume", "x"]).fails(2, &["--resume"]);
}

#[test]
fn misuse_ends_a_run() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let plan = json!({"plan": [["a", "1"], ["b", "2"]]});
    let open = json!({"open-journal": "try it"});
    let begin = |row: u32| json!({"begin": {"rows": [row]}});
    let finish = |row: u32, state: &str| json!({"finish": {"row": row, "state": state}});
    for (what, steps) in [
        ("no plan is no journal", vec![json!({"next": 1})]),
        ("begun before it is open", vec![plan.clone(), begin(0)]),
        ("planned when it is open", vec![plan.clone(), open.clone(), plan.clone()]),
        ("opened twice", vec![plan.clone(), open.clone(), open.clone()]),
        ("no items", vec![plan.clone(), open.clone(), json!({"next": 0})]),
        ("a row that is none", vec![plan.clone(), open.clone(), begin(2)]),
        ("a row far away", vec![plan.clone(), open.clone(), finish(u32::MAX, "done")]),
        ("an end that is none", vec![plan.clone(), open.clone(), begin(0), finish(0, "begun")]),
        ("an end that is a beginning", vec![plan.clone(), open.clone(), begin(0), finish(0, "planned")]),
        ("over twice", vec![plan.clone(), open.clone(), begin(0), finish(0, "done"), finish(0, "failed")]),
        ("begun when it is over", vec![plan.clone(), open.clone(), finish(0, "skipped"), begin(0)]),
        ("a key that is empty", vec![json!({"plan": [["", ""]]})]),
        ("a key without end", vec![json!({"plan": [[{"of": "k", "times": 2000}, ""]]})]),
        (
            "marks without end",
            vec![plan.clone(), open.clone(), json!({"repeat": {"steps": [{"begin": {"rows": [0]}}]}})],
        ),
    ] {
        let ran = run(&home, "kept", &json!(steps), &[]);
        assert!(ran.code == 1 && ran.stderr.contains("the plugin uses its journal wrongly"), "{what}: {ran:?}");
    }
    let large = json!([{"plan": [["a", {"of": "x", "times": 9 << 20}]]}]);
    run(&home, "kept", &large, &[]).fails(1, &["a part of a plan has more than 8 MiB"]);
}

/// Whatever a guest writes into it is text: it is no line of the host's, and nothing that a terminal acts on.
#[test]
fn what_it_says_of_items_is_text() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let forged = "\u{1b}[2Jx\n{\"row\":1,\"state\":\"done\",\"at\":\"\"}\r\u{202e}";
    let script = json!([
        {"plan": [[forged, forged], ["second", ""]]}, {"open-journal": forged}, {"begin": {"rows": [0], "note": forged}},
        {"finish": {"row": 0, "state": "failed", "outcome": {"of": forged, "times": 1000}}},
    ]);
    let ran = run(&home, "kept", &script, &[]);
    assert!(ran.code == 7 && !ran.stderr.contains('\u{1b}') && !ran.stderr.contains('\u{202e}'), "{ran:?}");
    for format in ["table", "markdown"] {
        for args in [vec!["bulk", "list"], vec!["bulk", "show", &id(&home)]] {
            let shown = home.run(&[&args[..], &["--format", format]].concat()).ok();
            assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r']), "{format}: {shown:?}");
        }
    }
    let states = home.run(&["bulk", "show", &id(&home), "--format", "json", "--jq", ".[].state"]).ok();
    assert_eq!(states, "failed\nplanned\n");
    let length = std::fs::metadata(&journals(&home)[0]).unwrap().len();
    assert!(length < 40_000, "an outcome of {length} bytes was kept");
}

fn id(home: &Home) -> String {
    home.run(&["bulk", "list", "--format", "quiet"]).ok().trim().to_owned()
}
