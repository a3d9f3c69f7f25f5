//! Experiments from the command line, beside a server that runs.

use std::path::Path;

use experiment::{Draft, Outcome, assign};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use store::{SqliteOptions, SqliteStore, Store as _, StoredExposure};
use timeline::Timestamp;

use crate::accounts::{ask, id_of, refused};
use crate::server::Server;

const ORDER: &str = r#"
key = "order"
about = "Does a fairer order get more watched?"
[[arm]]
name = "merged"
[[arm]]
name = "logrank"
[metric]
name = "accepted"
per = "unit"
"#;

/// What `sameframe experiment` said: whether it was done, and its words.
fn experiment(server: &Server, words: &[&str]) -> (bool, String) {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .arg("experiment")
        .args(words)
        .arg("--data")
        .arg(&server.data)
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (done.status.success(), said(&done.stdout) + &said(&done.stderr))
}

#[track_caller]
fn does(server: &Server, words: &[&str]) -> String {
    let (done, said) = experiment(server, words);
    assert!(done, "{said}");
    said
}

#[track_caller]
fn refuses(server: &Server, words: &[&str], because: &str) {
    let (done, said) = experiment(server, words);
    assert!(!done && said.contains(because), "{said}");
}

fn written(folder: &Path, text: &str) -> String {
    let file = folder.join("definition.toml");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

/// In one arm most accept, in the other few.
const MOST_ACCEPT: fn(u32, usize) -> bool = |circle, arm| (circle % 10 < 3) != (arm == 1);

/// Shows circles their arms, and counts which of them accept.
async fn evenings(server: &Server, phase: u32, circles: u32, accepts: fn(u32, usize) -> bool) {
    let store = SqliteStore::look_at(SqliteOptions::new(server.data.join("sameframe.sqlite")));
    let experiments = store.experiments().unwrap();
    let definition = toml::from_str::<Draft>(ORDER).unwrap().check().unwrap();
    let now = Timestamp::from_ms(jiff::Timestamp::now().as_millisecond());
    for circle in 0..circles {
        let unit = format!("circle-{circle}");
        let arm = assign(&definition, phase, &unit).shown();
        let exposure = StoredExposure {
            experiment: "order".to_owned(),
            phase,
            unit: unit.clone(),
            arm: definition.arms()[arm].name.clone(),
            is_delivered: true,
            at: now,
        };
        experiments.expose(&exposure).await.unwrap();
        let numerator = i64::from(accepts(circle, arm));
        let outcome = Outcome { unit, metric: "accepted".to_owned(), numerator, denominator: 1 };
        experiments.keep_outcome("order", phase, &outcome).await.unwrap();
    }
}

/// EXP-1, EXP-2, EXP-10
#[tokio::test]
async fn an_experiment_from_its_definition_to_its_verdict() {
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), ORDER);
    assert!(does(&server, &["list"]).contains("There are no experiments"));
    refuses(&server, &["start", "order"], "there is no experiment \"order\"");
    assert!(does(&server, &["define", &file]).contains("order: draft, phase 0, arms merged 1 : logrank 1"));
    refuses(&server, &["read", "order"], "has not run yet");
    refuses(&server, &["stop", "order"], "is not running");
    assert!(does(&server, &["start", "order"]).contains("running: phase 1"));
    assert!(
        does(&server, &["read", "order"]).contains("Too early to say: the smallest arm has 0 circles, and needs 30.")
    );

    evenings(&server, 1, 200, |_, _| false).await;
    let said = does(&server, &["read", "order"]);
    assert!(
        said.contains("No differences are seen yet: in accepted, all circles of an arm have done the same"),
        "{said}"
    );
    assert!(said.contains("logrank: 0.000 (no differences seen yet)"), "{said}");
    evenings(&server, 1, 200, MOST_ACCEPT).await;
    let said = does(&server, &["read", "order"]);
    assert!(said.contains("logrank is better: accepted differs by +0."), "{said}");
    assert!(said.contains("The numbers are sound."), "{said}");
    let told: Value = serde_json::from_str(&does(&server, &["read", "order", "--json"])).unwrap();
    assert_eq!((&told["verdict"]["code"], &told["phase"]), (&json!("better"), &json!(1)), "{told}");
    let units: u64 = told["arms"].as_array().unwrap().iter().map(|arm| arm["units"].as_u64().unwrap()).sum();
    assert_eq!(units, 200);

    let heavier = written(folder.path(), &ORDER.replacen("\"merged\"", "\"merged\"\nweight = 3", 1));
    refuses(&server, &["define", &heavier], "stop it, define it, and start it again");
    does(&server, &["stop", "order"]);
    assert!(does(&server, &["define", &heavier]).contains("order: draft, phase 1, arms merged 3 : logrank 1"));
    assert!(does(&server, &["read", "order"]).contains("order, phase 1, stopped\nlogrank is better"));
    does(&server, &["start", "order"]);
    assert!(does(&server, &["read", "order"]).contains("order, phase 2, running\nToo early"));
    assert!(does(&server, &["list"]).contains("order: running, phase 2"));
}

/// EXP-1
#[tokio::test]
async fn an_unsound_definition_is_refused_in_words() {
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let unsound = |text: &str| written(folder.path(), text);
    refuses(&server, &["define", "nowhere.toml"], "nowhere.toml");
    refuses(&server, &["define", &unsound(&ORDER.replace("order", "My order"))], "`key` must be 1 to 64 small letters");
    refuses(&server, &["define", &unsound(&ORDER.replace("about", "abuot"))], "abuot");
    refuses(&server, &["define", &unsound(&ORDER.replace("logrank", "merged"))], "\"merged\" is there twice");
}

/// EXP-1, EXP-2, EXP-10
#[tokio::test]
async fn operators_define_start_read_and_stop_an_experiment() {
    let server = Server::fresh();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let path = "/api/admin/experiments";
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["user", "make-operator", &id_of(&server, &ana).await, "--data"])
        .arg(&server.data)
        .output()
        .unwrap();
    assert!(output.status.success());
    refused(&ask(&server, Method::GET, path, &ben).await, StatusCode::FORBIDDEN, "not_an_operator");
    let (status, list) = ask(&server, Method::GET, path, &ana).await;
    assert_eq!((status, &list["experiments"]), (StatusCode::OK, &json!([])));

    let order = json!({
        "key": "order", "about": "Does a fairer order get more watched?",
        "arms": [{"name": "merged", "weight": 1}, {"name": "logrank", "weight": 1}],
        "metric": {"name": "accepted", "per": "unit"}, "guardrails": [{"name": "vetoes", "per": "unit"}],
    });
    let define = async |definition: &Value| server.ask(Method::POST, path, Some(&ana), Some(definition.clone())).await;
    let mut unsound = order.clone();
    unsound["arms"][1]["name"] = "merged".into();
    let answer = define(&unsound).await;
    refused(&answer, StatusCode::BAD_REQUEST, "bad_request");
    assert!(answer.1["detail"].as_str().unwrap().contains("\"merged\" is there twice"), "{}", answer.1);
    assert_eq!(define(&order).await.1["state"], "draft");
    let one = format!("{path}/order");
    assert_eq!(ask(&server, Method::GET, &one, &ana).await.1["reading"], Value::Null);
    refused(
        &ask(&server, Method::GET, &format!("{path}/none"), &ana).await,
        StatusCode::NOT_FOUND,
        "experiment_not_found",
    );
    refused(
        &ask(&server, Method::POST, &format!("{one}/stop"), &ana).await,
        StatusCode::CONFLICT,
        "experiment_unchanged",
    );
    let (_, started) = ask(&server, Method::POST, &format!("{one}/start"), &ana).await;
    assert_eq!((&started["state"], &started["phase"]), (&json!("running"), &json!(1)), "{started}");
    let mut heavier = order.clone();
    heavier["arms"][0]["weight"] = 3.into();
    refused(&define(&heavier).await, StatusCode::CONFLICT, "experiment_unchanged");

    evenings(&server, 1, 200, MOST_ACCEPT).await;
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["worker", "run", "experiment-results", "--data"])
        .arg(&server.data)
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 experiments read"));
    let (status, told) = ask(&server, Method::GET, &one, &ana).await;
    assert_eq!((status, &told["reading"]["verdict"]["code"]), (StatusCode::OK, &json!("better")), "{told}");
    assert_eq!(told["over_time"].as_array().unwrap().len(), 1);
    assert_eq!(told["over_time"][0]["effects"][0]["arm"], "logrank");
    assert_eq!(told["over_time"][0]["guardrails"][0], json!({ "name": "vetoes", "effects": [] }));
    assert_eq!(told["reading"]["metrics"][1]["alike"], json!(["logrank"]), "{told}");
    assert_eq!(told["definition"]["metric"]["per"], "unit");
    assert_eq!(ask(&server, Method::POST, &format!("{one}/stop"), &ana).await.1["state"], "stopped");
    assert_eq!(define(&heavier).await.1["state"], "draft");
    let (_, told) = ask(&server, Method::GET, &one, &ana).await;
    assert_eq!((&told["reading"]["phase"], &told["experiment"]["state"]), (&json!(1), &json!("draft")), "{told}");
}
