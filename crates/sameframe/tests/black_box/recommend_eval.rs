//! `sameframe recommend eval` on the real binary: what its figures are, and what it says of files that are wrong.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const HEADER: &str = "user,item,rating,time\n";

fn eval(file: &Path, json: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(["recommend", "eval"]).arg(file).arg("--json").arg(json).arg("--quick").output().unwrap()
}

/// People of two tastes, each with their own half of what there is, and a little of the other's.
fn rows() -> String {
    let mut text = HEADER.to_owned();
    for user in 0_u64..60 {
        for turn in 0..30 {
            let other_half = u64::from(turn % 10 == 0);
            let item = (user * 7 + turn * 11) % 50 + 50 * ((user + other_half) % 2);
            writeln!(text, "u{user},film {item},{}.5,{}", turn % 5, 1_000_000 + turn * 86_400 + user).unwrap();
        }
    }
    text
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn is_interval(ci: &Value, around: f64) -> bool {
    // Where nobody differs there is none.
    let Some(ends) = ci.as_array() else { return ci.is_null() };
    let [low, high] = [&ci[0], &ci[1]].map(number);
    ends.len() == 2 && low < high && low <= around && around <= high
}

#[test]
fn figures_of_every_variant_and_group_are_written_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("ratings.csv"), folder.path().join("figures.json"));
    std::fs::write(&file, rows()).unwrap();
    let output = eval(&file, &out);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let figures: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!((&figures["rows"], &figures["users"], &figures["users_asked"]), (&1_800.into(), &60.into(), &60.into()));
    let variants = figures["variants"].as_array().unwrap();
    let names: Vec<_> = variants.iter().map(|variant| variant["variant"].as_str().unwrap()).collect();
    assert_eq!(names, ["popularity", "pulse", "knn", "taste"]);
    for variant in variants {
        let wanted = ["ci", "ndcg_at_10", "peak_mb", "recall_at_20", "score_p99_ms", "train_s"];
        assert!(wanted.iter().all(|key| keys(variant).contains(key)), "{variant}");
        let [ndcg, recall] = ["ndcg_at_10", "recall_at_20"].map(|key| number(&variant[key]));
        assert!((0.0..=1.0).contains(&ndcg) && (0.0..=1.0).contains(&recall), "{variant}");
        assert!(is_interval(&variant["ci"], ndcg), "{variant}");
        assert!(["train_s", "score_p99_ms"].iter().all(|key| number(&variant[*key]) > 0.0), "{variant}");
        assert!(!cfg!(target_os = "linux") || number(&variant["peak_mb"]) > 1.0, "{variant}");
        assert!(table.contains(variant["variant"].as_str().unwrap()), "{table}");
    }
    let groups = figures["groups"].as_array().unwrap();
    assert!(!groups.is_empty());
    for group in groups {
        assert!(is_interval(&group["ci"], number(&group["mean_ndcg_at_10"])), "{group}");
        assert!(number(&group["min_ndcg_at_10"]) <= number(&group["mean_ndcg_at_10"]), "{group}");
    }
}

#[test]
fn where_the_figures_cannot_be_written_it_is_told_before_anything_is_learnt() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody has looked at the file either: there is none.
    let (file, out) = (folder.path().join("none.csv"), folder.path().join("no/such/folder/figures.json"));
    let output = eval(&file, &out);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("cannot write") && !said.contains("none.csv"), "{said}");
}

#[test]
fn of_one_user_it_is_not_said_how_sure_the_figures_are() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("ratings.csv"), folder.path().join("figures.json"));
    std::fs::write(&file, [HEADER, "ana,pie,4,10\nana,saga,4,20\nben,pie,4,11\n"].concat()).unwrap();
    let output = eval(&file, &out);
    let table = String::from_utf8(output.stdout).unwrap();
    let figures: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(figures["users_asked"], 1, "{figures}");
    let variants = figures["variants"].as_array().unwrap();
    assert!(variants.iter().all(|variant| variant["ci"].is_null() && variant["recall_ci"].is_null()), "{figures}");
    assert!(table.contains(" – ") && !table.contains("-0.0") && !figures.to_string().contains("-0.0"), "{table}");
}

#[test]
fn a_file_that_is_wrong_is_refused_with_what_to_do_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("ratings.csv"), folder.path().join("figures.json"));
    let missing = eval(&file, &out);
    assert!(!missing.status.success() && String::from_utf8_lossy(&missing.stderr).contains("cannot open"));
    let with = |rows: &str| [HEADER, rows].concat();
    let cases = [
        (String::new(), "write it first"),
        ("ana,pie,4,10\n".to_owned(), "is not the header"),
        ("user;item;rating;time\nana;pie;4;10\n".to_owned(), "is not the header"),
        (HEADER.to_owned(), "there is no row"),
        (with("ana,pie,good,10\n"), "line 2: the rating \"good\" is no number"),
        (with("ana,pie,4,10\nana,saga,4,today\n"), "line 3: the time \"today\" is no number"),
        (with("ana,pie,4\n"), "line 2: 3 fields instead of 4"),
        (with("ana,pie,4,10\nben,pie,4,11\n"), "longer histories"),
        (with(&"ana,pie,4,10 ".repeat(10_000)), "line 2 has more than"),
    ];
    for (text, words) in cases {
        std::fs::write(&file, &text).unwrap();
        let output = eval(&file, &out);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{words}: {said}");
        assert!(!said.contains("panicked") && !out.exists(), "{said}");
    }
}
