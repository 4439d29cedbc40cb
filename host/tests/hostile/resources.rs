//! Guests that take time, memory or the stack, and values that no SDK would make. Each is ended with a message, within
//! its limit and without a trace.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ends::within;
use crate::guests::{Wat, done, kept, manifest, raw, run, with_manifest};
use crate::support::{Home, Ran, site};

const SPIN: &str = "(loop (br 0)) unreachable";
const OK: &str = "(i32.store (i32.const 8) (i32.const 0)) (i32.const 8)";
const TIME: &str = "reached the limit of 0.3 s without a result or an answer";
const MEMORY: &str = "reached the limit of 256 MiB of memory";
const TABLE: &str = "reached the limit of 20000 table elements";
const DOWN: &str = "the plugin broke down while it ran `wat many`";

/// A component by hand, and what is said of it.
type Ended = (&'static str, fn() -> PathBuf, &'static [&'static str]);

fn runs(imports: &[&str], body: &str) -> PathBuf {
    Wat { imports, run: body, ..Wat::default() }.plugin()
}

fn fields(fields: &str) -> PathBuf {
    Wat { fields, ..Wat::default() }.plugin()
}

fn before(before: &str) -> PathBuf {
    Wat { before, ..Wat::default() }.plugin()
}

/// What `run` leaves at address 8, as bytes in the text format, and what stands elsewhere.
fn returns(bytes: &str) -> PathBuf {
    let data = format!(r#"(data (i32.const 8) "{bytes}") (data (i32.const 512) "\ff\fe\c3\28 words")"#);
    Wat { fields: &data, run: "(i32.const 8)", ..Wat::default() }.plugin()
}

pub(crate) const ENDED: &[Ended] = &[
    // 30: loops in every place where a guest's code runs.
    ("a loop in the command", || runs(&[], SPIN), &[TIME]),
    ("a loop in a start function", || fields("(func $s (loop (br 0))) (start $s)"), &[TIME]),
    ("a loop in the allocator", || Wat { realloc: SPIN, ..Wat::default() }.plugin(), &[TIME]),
    ("a loop in post-return", || Wat { post_return: "(loop (br 0))", ..Wat::default() }.plugin(), &[TIME]),
    ("a loop in a destructor", || before(DESTRUCTOR), &[TIME]),
    (
        "a loop of calls",
        || fields("(func $a (call $b)) (func $b) (func $s (loop (call $a) (br 0))) (start $s)"),
        &[TIME],
    ),
    // 31: loops around cheap calls.
    ("a loop around the clock", || runs(&["now"], "(loop (call $now (i32.const 64)) (br 0)) unreachable"), &[TIME]),
    (
        "a loop around timers",
        || runs(&["timer", "cancel"], "(loop (call $cancel (call $timer (i32.const 9))) (br 0)) unreachable"),
        &[TIME],
    ),
    (
        "a loop around columns",
        || runs(&["columns"], "(loop (call $columns (i32.const 0) (i32.const 0)) (br 0)) unreachable"),
        &[TIME],
    ),
    (
        "a loop around hints of more",
        || {
            runs(
                &["incomplete"],
                "(loop (call $incomplete (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0)) (br 0)) unreachable",
            )
        },
        &[TIME],
    ),
    // 33: memory, tables and instances.
    (
        "memory without end",
        || runs(&[], "(loop (br_if 0 (i32.ne (memory.grow (i32.const 64)) (i32.const -1)))) unreachable"),
        &[MEMORY],
    ),
    ("all memory at once", || runs(&[], "(drop (memory.grow (i32.const 60000))) unreachable"), &[MEMORY]),
    (
        "memory of 4 GiB from the start",
        || before("(core module $m (memory 65536)) (core instance (instantiate $m))"),
        &[MEMORY],
    ),
    (
        "several memories, too large together",
        || {
            before(
                "(core module $m (memory 1500)) (core instance (instantiate $m)) (core instance (instantiate $m)) (core instance (instantiate $m))",
            )
        },
        &[MEMORY],
    ),
    (
        "many memories",
        || before(&format!("(core module $m {}) (core instance (instantiate $m))", "(memory 1)".repeat(90))),
        &[DOWN, "memory count"],
    ),
    (
        "memory of 64 bits",
        || before("(core module $m (memory i64 1)) (core instance (instantiate $m))"),
        &["cannot be compiled", "memory64"],
    ),
    (
        "shared memory",
        || before("(core module $m (memory 1 1 shared)) (core instance (instantiate $m))"),
        &["cannot be compiled", "threads"],
    ),
    (
        "relaxed SIMD",
        || before("(core module $m (func (result v128) (i32x4.relaxed_trunc_f32x4_s (v128.const i32x4 0 0 0 0))))"),
        &["cannot be compiled", "relaxed"],
    ),
    (
        "data behind the memory",
        || {
            before(
                r#"(core module $m (memory 1) (data (i32.const 65530) "0123456789")) (core instance (instantiate $m))"#,
            )
        },
        &[DOWN, "out of bounds"],
    ),
    (
        "a table without end",
        || {
            fields(
                "(table $t 1 funcref) (func $s (loop (br_if 0 (i32.ne (table.grow $t (ref.null func) (i32.const 100)) (i32.const -1)))) unreachable) (start $s)",
            )
        },
        &[TABLE],
    ),
    ("a large table from the start", || fields("(table 10000000 funcref)"), &[TABLE]),
    ("many tables", || fields(TABLES), &[DOWN, "table count"]),
    (
        "10,000 instances",
        || before(&format!("(core module $m) {}", "(core instance (instantiate $m))".repeat(10_000))),
        &["the plugin"],
    ),
    (
        "100 instances",
        || before(&format!("(core module $m) {}", "(core instance (instantiate $m))".repeat(100))),
        &[DOWN, "instance count"],
    ),
    // 34: the stack.
    ("recursion", || fields("(func $f (call $f)) (start $f)"), &[DOWN, "stack"]),
    (
        "recursion with large frames",
        || {
            fields(&format!(
                "(func $f (param i64) (local {}) (call $f (i64.add (local.get 0) (local.get 9)))) (func $s (call $f (i64.const 1))) (start $s)",
                "i64 ".repeat(1000)
            ))
        },
        &[DOWN, "stack"],
    ),
    (
        "recursion through a table",
        || {
            fields(
                "(table funcref (elem $f)) (type $v (func)) (func $f (call_indirect (type $v) (i32.const 0))) (start $f)",
            )
        },
        &[DOWN, "stack"],
    ),
    (
        "recursion in the allocator",
        || {
            Wat {
                fields: "",
                realloc: "(call $again) (i32.const 0)",
                memory: "(memory (export \"memory\") 1) (func $again (call $again))",
                ..Wat::default()
            }
            .plugin()
        },
        &[DOWN, "stack"],
    ),
    // Traps.
    ("unreachable", || runs(&[], "unreachable"), &[DOWN, "unreachable"]),
    ("a division by zero", || runs(&[], "(i32.div_u (i32.const 1) (i32.const 0))"), &[DOWN, "divide by zero"]),
    ("an address behind the memory", || runs(&[], "(i32.load (i32.const -4))"), &[DOWN, "out of bounds"]),
    (
        "a call of nothing",
        || fields("(table 1 funcref) (type $v (func)) (func $s (call_indirect (type $v) (i32.const 0))) (start $s)"),
        &[DOWN, "uninitialized"],
    ),
    (
        "a call of the wrong kind",
        || {
            fields(
                "(table funcref (elem $f)) (type $v (func (param i32))) (func $f) (func $s (call_indirect (type $v) (i32.const 1) (i32.const 0))) (start $s)",
            )
        },
        &[DOWN, "indirect call type"],
    ),
    // 36: results by hand.
    ("a result behind the memory", || runs(&[], "(i32.const 0x7ffffff0)"), &[DOWN]),
    ("a result that is not aligned", || runs(&[], "(i32.const 9)"), &[DOWN, "aligned"]),
    ("a result of no kind", || returns("\\07"), &[DOWN, "discriminant"]),
    (
        "a failure whose kind is no UTF-8",
        || returns("\\01\\00\\00\\00\\00\\02\\00\\00\\04\\00\\00\\00"),
        &[DOWN, "utf-8"],
    ),
    (
        "a failure behind the memory",
        || returns("\\01\\00\\00\\00\\00\\00\\00\\7f\\04\\00\\00\\00"),
        &[DOWN, "out of bounds"],
    ),
    (
        "a failure with endless hints",
        || {
            returns(
                "\\01\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ff\\ff\\ff\\ff",
            )
        },
        &[DOWN],
    ),
    (
        "a failure with a status of no kind",
        || {
            returns(
                "\\01\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\07",
            )
        },
        &[DOWN, "discriminant"],
    ),
    ("an allocator that answers nonsense", || Wat { realloc: "(i32.const -16)", ..Wat::default() }.plugin(), &[DOWN]),
    (
        "an allocator that is not aligned",
        || Wat { realloc: "(i32.const 3)", ..Wat::default() }.plugin(),
        &[DOWN, "align"],
    ),
    // 36: arguments by hand.
    (
        "a record that is no UTF-8",
        || {
            Wat {
                imports: &["emit"],
                fields: r#"(data (i32.const 64) "{\ff}")"#,
                run: "(call $emit (i32.const 64) (i32.const 3)) unreachable",
                ..Wat::default()
            }
            .plugin()
        },
        &[DOWN, "utf-8"],
    ),
    (
        "a record behind the memory",
        || runs(&["emit"], "(call $emit (i32.const 0x7fffffff) (i32.const 3)) unreachable"),
        &[DOWN, "out of bounds"],
    ),
    (
        "a record longer than the memory",
        || runs(&["emit"], "(call $emit (i32.const 0) (i32.const -1)) unreachable"),
        &[DOWN],
    ),
    (
        "a level that is not there",
        || runs(&["note"], "(call $note (i32.const 7) (i32.const 0) (i32.const 0)) unreachable"),
        &[DOWN, "discriminant"],
    ),
    (
        "an option of no kind",
        || {
            runs(
                &["incomplete"],
                "(call $incomplete (i32.const 0) (i32.const 0) (i32.const 2) (i64.const 0)) unreachable",
            )
        },
        &[DOWN, "discriminant"],
    ),
    (
        "columns longer than the memory",
        || runs(&["columns"], "(call $columns (i32.const 0) (i32.const 0x10000000)) unreachable"),
        &[DOWN],
    ),
    (
        "a key of 100 MiB",
        || {
            Wat {
                imports: &["get"],
                memory: "(memory (export \"memory\") 1700)",
                run: "(call $get (i32.const 0) (i32.const 100000000) (i32.const 64)) unreachable",
                ..Wat::default()
            }
            .plugin()
        },
        &[DOWN, "fuel"],
    ),
    (
        "a record of 100 MiB",
        || {
            Wat {
                imports: &["emit"],
                memory: "(memory (export \"memory\") 1700)",
                run: "(call $emit (i32.const 0) (i32.const 100000000)) unreachable",
                ..Wat::default()
            }
            .plugin()
        },
        &[DOWN, "fuel"],
    ),
    ("a result at the end of the memory", || runs(&["now"], "(call $now (i32.const 1114108)) unreachable"), &[DOWN]),
    // 35: handles.
    (
        "waiting for nothing",
        || runs(&["wait"], "(call $wait (i32.const 0) (i32.const 0) (i32.const 64)) unreachable"),
        &["waits for nothing"],
    ),
    (
        "waiting for a foreign handle",
        || {
            runs(
                &["wait"],
                "(i32.store (i32.const 64) (i32.const 99)) (call $wait (i32.const 64) (i32.const 1) (i32.const 72)) unreachable",
            )
        },
        &["handle 99, which it does not hold"],
    ),
    (
        "forgetting a foreign handle",
        || runs(&["cancel"], "(call $cancel (i32.const -1)) unreachable"),
        &["which it does not hold"],
    ),
    (
        "forgetting a handle twice",
        || {
            runs(
                &["timer", "cancel"],
                "(call $cancel (call $timer (i32.const 9))) (call $cancel (i32.const 1)) unreachable",
            )
        },
        &["handle 1, which it does not hold"],
    ),
    (
        "too many handles",
        || runs(&["timer"], "(loop (drop (call $timer (i32.const 900000))) (br 0)) unreachable"),
        &["more than 256 requests are under way"],
    ),
    // Calling the host where it must not be called.
    (
        "a call of the host out of post-return",
        || Wat { imports: &["now"], post_return: "(call $now (i32.const 64))", ..Wat::default() }.plugin(),
        &[DOWN, "cannot leave"],
    ),
];

const DESTRUCTOR: &str = r#"
    (core module $d (func (export "dtor") (param i32) (loop (br 0))))
    (core instance $d (instantiate $d))
    (type $thing (resource (rep i32) (dtor (core func $d "dtor"))))
    (core func $new (canon resource.new $thing))
    (core func $drop (canon resource.drop $thing))
    (core module $use
        (import "r" "new" (func $new (param i32) (result i32)))
        (import "r" "drop" (func $drop (param i32)))
        (func $s (call $drop (call $new (i32.const 7))))
        (start $s))
    (core instance (instantiate $use (with "r" (instance (export "new" (func $new)) (export "drop" (func $drop))))))"#;

const TABLES: &str = "(table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref)
    (table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref)";

/// A home in which the time of a guest is short.
fn quick(home: Home) -> Home {
    home.with_env("TEST_CPU_MS", "300")
}

#[test]
fn each_component_is_ended() {
    let (home, quick) = (Home::with_profile(), quick(Home::with_profile()));
    for (name, plugin, words) in ENDED {
        println!("{name}");
        let home = if words.contains(&TIME) { &quick } else { &home };
        let plugin = plugin();
        within(Duration::from_secs(60), || home.run_with(("wat", &plugin), &["wat", "many"])).fails(1, words);
    }
    // The plain one does what it should.
    assert_eq!(home.run_with(("wat", &runs(&[], OK)), &["wat", "many"]).stderr, "no results\n");
}

/// A script, the command that it runs in, and what is said.
type Script = (&'static str, &'static str, &'static str, &'static [&'static str]);

pub(crate) const SCRIPTS: &[Script] = &[
    // 31: loops around what is refused or cheap.
    ("a loop around the profile", "many", "[{'repeat':{'steps':[{'get':'name'}]}}]", &[TIME]),
    (
        "a loop around refusals",
        "many",
        "[{'repeat':{'steps':[{'start':{'service':'jira','template':'/admin'}}]}}]",
        &[TIME],
    ),
    ("a loop around randomness", "many", "[{'repeat':{'steps':[{'random':8}]}}]", &[TIME]),
    ("a loop around writing to nowhere", "many", "[{'repeat':{'steps':[{'stdout':4096}]}}]", &[TIME]),
    // 38: waiting and randomness.
    ("waiting for ten years", "many", "[{'block':315360000000000000}]", &[TIME]),
    ("waiting for ever", "many", "[{'block':18446744073709551615}]", &[TIME]),
    ("waiting for two clocks", "many", "[{'poll':315360000000000000}]", &[TIME]),
    ("waiting again and again", "many", "[{'repeat':{'steps':[{'block':1000000}]}}]", &[TIME]),
    ("polling nothing", "many", "[{'poll nothing':0}]", &["the plugin waits for nothing"]),
    ("random bytes, a TB", "many", "[{'random':1099511627776}]", &["exceeds limit"]),
    ("random bytes, all there are", "many", "[{'random':18446744073709551615}]", &["exceeds limit"]),
    ("insecure random bytes, a TB", "many", "[{'insecure':1099511627776}]", &["exceeds limit"]),
    // 35: resources that are never given back.
    ("pollables without end", "many", "[{'leak pollables':100000}]", &["the plugin broke down"]),
    ("streams without end", "many", "[{'leak streams':100000}]", &["the plugin broke down"]),
    // 37: output.
    (
        "a record of a GiB",
        "many",
        "[{'emit':{'before':'{\\'text\\':\\'','of':'x','times':1073741824,'after':'\\'}'}}]",
        &["256 MiB of memory"],
    ),
    (
        "a record of 9 MiB",
        "many",
        "[{'emit':{'before':'{\\'text\\':\\'','of':'x','times':9437184,'after':'\\'}'}}]",
        &["a record has more than 8 MiB"],
    ),
    ("a text of 9 MiB", "text", "[{'text':{'of':'x','times':9437184}}]", &["text has more than 8 MiB"]),
    ("a text of 64 MiB", "text", "[{'text':{'of':'x','times':67108864}}]", &["fuel"]),
    ("a reason of 9 MiB", "many", "[{'incomplete':{'of':'x','times':9437184}}]", &["a reason has more than 8 MiB"]),
    (
        "a body of 9 MiB",
        "many",
        "[{'send':{'service':'jira','method':'POST','template':'/rest/api/3/issue','json':{'of':' ','times':9437184}}}]",
        &["a request body has more than 8 MiB"],
    ),
    ("3,000 headers", "many", "[{'send':{'headers':[['a','b']],'times':{'headers':3000}}}]", &["more than 2000 pairs"]),
    (
        "3,000 parameters",
        "many",
        "[{'send':{'params':[['a','b']],'times':{'params':3000}}}]",
        &["more than 2000 pairs"],
    ),
    ("3,000 query pairs", "many", "[{'send':{'query':[['a','b']],'times':{'query':3000}}}]", &["more than 2000 pairs"]),
    ("201 columns", "many", "[{'columns':{'title':'x','pointer':'/x','times':201}}]", &["200 columns at most"]),
    ("a long title", "many", "[{'columns':{'title':{'of':'x','times':201},'pointer':'/x'}}]", &["a title 200 bytes"]),
    ("text where records are promised", "many", "[{'text':'x'}]", &["not text"]),
    ("a record where text is promised", "text", "[{'emit':'{}'}]", &["emitted a record"]),
    ("a record where nothing is promised", "none", "[{'emit':'{}'}]", &["more records than its manifest says"]),
    ("an array", "many", "[{'emit':'[]'}]", &["not an object"]),
    ("half a record", "many", "[{'emit':'{'}]", &["not JSON"]),
    ("two records in one", "many", "[{'emit':'{}{}'}]", &["not JSON"]),
    ("a number without end", "many", "[{'emit':'{\\'a\\':1e}'}]", &["not JSON"]),
    // 37: leaving in the middle.
    ("leaving with 0", "many", "[{'exit':true}]", &["the plugin broke down"]),
    ("leaving with 1", "many", "[{'exit':false}]", &["the plugin broke down"]),
    ("leaving with 42", "many", "[{'exit with':42}]", &["the plugin broke down"]),
    // 34: deep records would fill the host's stack.
    ("a deep record", "many", "[{'emit':{'before':'{\\'a\\':','of':'[','times':100000,'after':'}'}}]", &["not JSON"]),
];

/// `'` for `"`, and `\'` for one inside a text.
fn script(text: &str) -> Value {
    serde_json::from_str(&text.replace("\\'", "\u{1}").replace('\'', "\"").replace('\u{1}', "\\\"")).unwrap()
}

#[test]
fn each_script_is_ended() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let quick = quick(Home::at(&site).with_guests(&[("raw", raw())]));
    for (name, command, text, words) in SCRIPTS {
        println!("{name}");
        let home = if words.contains(&TIME) { &quick } else { &home };
        let ran = within(Duration::from_secs(60), || run(home, command, &script(text), &[]));
        if *name == "a loop around refusals" {
            // The refusal is the more important thing to say.
            assert!(ran.code == 1 || ran.code == 3, "{ran:?}");
            continue;
        }
        ran.fails(1, words);
    }
    assert!(site.requests().is_empty());
}

/// Nested in every format, into a pipe: none has a stack or a line that grows with the nesting.
#[test]
fn deep_records_fill_nothing() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    for format in ["table", "json", "jsonl", "yaml", "csv", "markdown", "quiet"] {
        let nested = |depth: usize| format!("{{\"text\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        run(&home, "many", &json!([{"emit": nested(126)}]), &["--format", format]).ok();
        let ran = run(&home, "many", &json!([{"emit": nested(127)}]), &["--format", format]);
        assert!(ran.code == 1 && ran.stderr.contains("nested more than 127 deep"), "{format}: {ran:?}");
        let ran = run(&home, "many", &json!([{"emit": nested(20_000)}]), &["--format", format]);
        assert!(ran.code == 1 && ran.stderr.contains("nested more than 127 deep"), "{format}: {ran:?}");
    }
}

/// 200 columns of 7 MiB each would be 1.4 GiB a row.
#[test]
fn columns_do_not_multiply_a_record() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let long = json!({"before": "{\"text\":\"", "of": "x", "times": 7 << 20, "after": "\"}"});
    for format in ["table", "csv"] {
        let steps = json!([{"columns": {"title": "T", "pointer": "/text", "times": 200}}, {"emit": long}]);
        let ran = run(&home, "many", &steps, &["--format", format]);
        assert!(ran.code == 1 && ran.stderr.contains("a row has more than 64 MiB"), "{format}: {}", ran.stderr);
    }
}

/// Rows are held back to measure them, but not without end.
#[test]
fn long_rows_are_not_held_back() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let long = json!({"before": "{\"text\":\"", "of": "x", "times": 7 << 20, "after": "\"}"});
    let steps = json!([{"repeat": {"times": 30, "steps": [{"emit": long}]}}]).to_string();
    // 30 rows of 7 MiB under a limit of address space that the guest's memory does not count against.
    let ran = home.run(&["raw", "many", &steps]).ok();
    assert_eq!(ran.lines().count(), 31);
}

#[test]
fn what_a_guest_says_of_its_failure_is_bounded() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let long = json!({"of": "x", "times": 1 << 19});
    let hints: Vec<_> = (0..30).map(|_| long.clone()).collect();
    let ran = run(&home, "many", &json!([{"fail": {"kind": "other", "message": long, "hints": hints}}]), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.len() < 1 << 20 && ran.stderr.contains("[cut off here]"), "{} bytes", ran.stderr.len());
    assert_eq!(ran.stderr.matches("hint: ").count(), 20);
}

#[test]
fn notes_are_counted_and_cut() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let note = json!({"note": {"of": "n", "times": 1 << 20}});
    let ran = run(&home, "many", &json!([{"repeat": {"times": 100_000, "steps": [note]}}]), &[]);
    assert!(ran.code == 1 && ran.stderr.contains("1000 notes at most"), "{}", ran.code);
    assert!(ran.stderr.len() < 5 << 20, "{} bytes", ran.stderr.len());
}

/// Nothing of one run is there in the next: an instance serves one command.
#[test]
fn no_state_outlives_a_run() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    for _ in 0..2 {
        assert_eq!(done(&home, &json!([{"count": 0}, {"count": 0}])), json!([0, 1]));
    }
}

/// After a trap there is no second call: the store is gone, and the next run begins anew.
#[test]
fn a_trap_leaves_nothing() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    run(&home, "many", &json!([{"count": 0}, {"panic": "on request"}]), &[]).fails(1, &["broke down"]);
    assert_eq!(done(&home, &json!([{"count": 0}])), json!([0]));
}

/// What was shown before the end stays; the listing stays open, so that nobody takes it for whole.
#[test]
fn what_was_shown_before_the_end_is_no_whole_listing() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let ran = run(&home, "many", &json!([{"emit": "{\"a\":1}"}, {"exit": true}]), &["--format", "json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "[\n{\"a\":1}\n"), "{}", ran.stderr);
}

/// The whole of WASI's standard streams goes nowhere.
#[test]
fn a_flood_on_standard_output_goes_nowhere() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    for stream in ["stdout", "stderr"] {
        let ran: Ran = run(&home, "none", &json!([{stream: 64 << 20}]), &[]);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{stream}");
    }
}

/// A plugin that is a component with nothing in it, or with something else.
#[test]
fn components_that_are_no_plugin_at_all() {
    let home = Home::with_profile();
    let empty = with_manifest(wat::parse_str("(component)").unwrap(), &manifest("wat", &[]));
    home.run_with(("wat", &kept("wat", &empty)), &["wat", "many"]).fails(1, &["instead of `run` alone"]);
}
