//! Experiments with recommendations on the real binary: who is shown their arm takes part, and what they do is counted.

use std::time::UNIX_EPOCH;

use experiment::{Assignment, Draft, assign};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use session::VideoId;
use store::{SqliteOptions, SqliteStore, Store as _, StoredRecommendation, StoredRecommendations, Subject};
use timeline::Timestamp;

use crate::accounts::{ask, id_of, refused};
use crate::server::{Server, text};

const MINE: &str = "/api/users/me/recommendations";
const LEARNT: &str = r#"
key = "learnt"
unit = "user"
[[arm]]
name = "taste"
[[arm]]
name = "pulse"
[metric]
name = "started"
per = "unit"
"#;

fn try_sameframe(server: &Server, words: &[&str]) -> Result<String, String> {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(words)
        .arg("--data")
        .arg(&server.data)
        .output();
    let output = command.unwrap();
    let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

fn sameframe(server: &Server, words: &[&str]) -> String {
    try_sameframe(server, words).unwrap_or_else(|said| panic!("{said}"))
}

/// Defines an experiment with the arms that recommendations know, in a part of a layer.
fn define(server: &Server, key: &str, layer: Option<(&str, u32, u32)>) {
    let layer =
        layer.map(|(name, from, to)| format!("[layer]\nname = \"{name}\"\nfrom_percent = {from}\nto_percent = {to}\n"));
    let text = LEARNT.replacen("learnt", key, 1) + &layer.unwrap_or_default();
    let file = server.data.join(format!("{key}.toml"));
    std::fs::write(&file, text).unwrap();
    sameframe(server, &["experiment", "define", file.to_str().unwrap()]);
}

fn units(server: &Server) -> u64 {
    let read: Value = serde_json::from_str(&sameframe(server, &["experiment", "read", "learnt", "--json"])).unwrap();
    read["arms"].as_array().unwrap().iter().map(|arm| arm["units"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn who_has_recommendations_in_front_of_them_takes_part_once_and_is_counted() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    define(&server, "learnt", None);
    let ana = server.user("Ana").await;
    let recommended = async || {
        let (status, answer) = ask(&server, Method::GET, MINE, &ana).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(text(&answer["served"]), "newest");
        answer["trial"].clone()
    };
    let shown = async |trial: &Value| {
        let body = json!({ "trial": trial, "served": "newest" });
        let (status, answer) = server.post(&format!("{MINE}/shown"), &ana, body).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    };
    let body = json!({ "url": "https://films.example/pie.mp4", "title": "Pie", "visibility": "public" });
    let ben = server.user("Ben").await;
    let (status, _) = server.post("/api/sessions", &ben, body).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(recommended().await, Value::Null, "it was not running");
    sameframe(&server, &["experiment", "start", "learnt"]);
    let trial = recommended().await;
    assert_eq!(trial["experiment"], "learnt");
    assert_eq!(units(&server), 0, "the list is not in front of anybody yet");
    shown(&json!({ "experiment": "learnt", "phase": trial["phase"], "arm": "another" })).await;
    assert_eq!(units(&server), 0, "that is not her arm");
    for _ in 0..2 {
        shown(&trial).await;
        assert_eq!(units(&server), 1);
    }
    let counted = sameframe(&server, &["worker", "run", "experiment-outcomes"]);
    assert!(counted.contains("1 units counted"), "{counted}");

    sameframe(&server, &["experiment", "stop", "learnt"]);
    let cleo = server.user("Cleo").await;
    let (status, _) = server.post(&format!("{MINE}/shown"), &cleo, json!({ "trial": trial, "served": "heat" })).await;
    assert_eq!((status, units(&server)), (StatusCode::NO_CONTENT, 1), "it is over");
}

/// EXP-9: of whom nothing could be learnt yet gets what is hot in each arm alike, and lacks nothing.
#[tokio::test]
async fn newcomers_are_shown_their_arm_and_who_lacks_a_list_is_not() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let mut films = Vec::new();
    for title in ["pie", "saga"] {
        let url = format!("https://films.example/{title}.mp4");
        let body = json!({ "url": url, "title": title, "visibility": "public" });
        let (status, created) = server.post("/api/sessions", &server.user("Ben").await, body).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        films.push(VideoId::parse(&text(&created["session"]["video"]["id"])).unwrap());
    }
    define(&server, "learnt", None);
    sameframe(&server, &["experiment", "start", "learnt"]);
    let sees_what_is_hot = async |name: &str, liked: Option<&VideoId>| {
        let token = server.user(name).await;
        if let Some(video) = liked {
            let word = json!({ "video": video.as_str(), "feedback": "liked" });
            server.post(&format!("{MINE}/feedback"), &token, word).await;
        }
        let (_, answer) = ask(&server, Method::GET, MINE, &token).await;
        assert_eq!(answer["served"], "heat", "{answer}");
        let shown = json!({ "trial": answer["trial"], "served": "heat" });
        let (status, _) = server.post(&format!("{MINE}/shown"), &token, shown).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        text(&answer["trial"]["arm"])
    };
    let counted = || {
        let read = sameframe(&server, &["experiment", "read", "learnt", "--json"]);
        let read: Value = serde_json::from_str(&read).unwrap();
        let arm = |arm: &Value| (arm["units"].as_u64().unwrap(), arm["delivered"].as_u64().unwrap());
        read["arms"].as_array().unwrap().iter().map(arm).collect::<Vec<_>>()
    };
    // What is hot was worked out two hours ago, and no worker has come by since.
    let store = SqliteStore::open(SqliteOptions::new(server.data.join("sameframe.sqlite"))).await.unwrap();
    let hot = async |age_ms: i64| {
        let item = |video: &VideoId| StoredRecommendation { video: video.clone(), score: 1.0, reasons: vec![] };
        let now = UNIX_EPOCH.elapsed().unwrap().as_millis();
        let made_at = Timestamp::from_ms(i64::try_from(now).unwrap() - age_ms);
        let items = films.iter().map(item).collect();
        let list = StoredRecommendations { subject: Subject::All, variant: "pulse".to_owned(), made_at, items };
        store.recommendations().unwrap().put_list(&list).await.unwrap();
    };
    hot(7_200_000).await;
    let (mut delivered, mut missing) = ([0, 0], [0, 0]);
    for number in 0..12 {
        let arm = usize::from(sees_what_is_hot(&format!("New {number}"), None).await == "pulse");
        delivered[arm] += 1;
        let arm = usize::from(sees_what_is_hot(&format!("Known {number}"), Some(&films[0])).await == "pulse");
        if arm == 0 { missing[arm] += 1 } else { delivered[arm] += 1 }
    }
    let all = |arm: usize| (delivered[arm] + missing[arm], delivered[arm]);
    assert_eq!(counted(), [all(0), all(1)], "the lists of those who are known are late, and of nobody else");
    assert!(missing[0] > 0 && delivered[0] > 0, "{missing:?} {delivered:?}");

    // Where lists are fresh, whoever has none was in none.
    hot(0).await;
    for number in 0..6 {
        let arm = usize::from(sees_what_is_hot(&format!("Fresh {number}"), Some(&films[0])).await == "pulse");
        delivered[arm] += 1;
    }
    assert_eq!(counted(), [0, 1].map(|arm| (delivered[arm] + missing[arm], delivered[arm])));
}

/// EXP-3
#[tokio::test]
async fn two_that_decide_the_same_run_together_only_in_different_parts_of_one_layer() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    define(&server, "learnt", None);
    define(&server, "rival", None);
    sameframe(&server, &["experiment", "start", "learnt"]);
    let refused = |key: &str| try_sameframe(&server, &["experiment", "start", key]).unwrap_err();
    let said = refused("rival");
    assert!(said.contains("`learnt` is running and decides what is recommended to the same units"), "{said}");
    define(&server, "half", Some(("home", 0, 50)));
    assert!(refused("half").contains("`learnt`"), "the one that runs has no part of a layer");
    sameframe(&server, &["experiment", "stop", "learnt"]);

    define(&server, "over", Some(("home", 40, 100)));
    define(&server, "elsewhere", Some(("queue", 50, 100)));
    define(&server, "rest", Some(("home", 50, 100)));
    sameframe(&server, &["experiment", "start", "half"]);
    let said = refused("over");
    assert!(said.contains("`half` is running in the same part of the layer"), "{said}");
    assert!(refused("elsewhere").contains("`half`"), "another layer draws anew");
    sameframe(&server, &["experiment", "start", "rest"]);

    let body = json!({ "url": "https://films.example/pie.mp4", "title": "Pie", "visibility": "public" });
    let (status, _) = server.post("/api/sessions", &server.user("Ben").await, body).await;
    assert_eq!(status, StatusCode::CREATED);
    let layer = |key: &str, from: u32| {
        let layer = json!({ "name": "home", "from_percent": from, "to_percent": from + 50 });
        let arms = json!([{ "name": "taste" }, { "name": "pulse" }]);
        let draft = json!({ "key": key, "unit": "user", "layer": layer, "arm": arms, "metric": { "name": "started" } });
        serde_json::from_value::<Draft>(draft).unwrap().check().unwrap()
    };
    let parts = [layer("half", 0), layer("rest", 50)];
    for number in 0..12 {
        let user = server.user(&format!("User {number}")).await;
        let id = id_of(&server, &user).await;
        let (_, answer) = ask(&server, Method::GET, MINE, &user).await;
        let takes_part = |one: &&experiment::Definition| matches!(assign(one, 1, &id), Assignment::Arm(_));
        let own: Vec<_> = parts.iter().filter(takes_part).map(experiment::Definition::key).collect();
        assert_eq!(own, [text(&answer["trial"]["experiment"])], "{id} takes part in one of them and in no other");
    }
}

/// EXP-3
#[tokio::test]
async fn of_two_that_start_at_one_moment_one_is_told_of_the_other() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let ana = server.user("Ana").await;
    sameframe(&server, &["user", "make-operator", &id_of(&server, &ana).await]);
    let keys = ["one", "two", "three", "four"];
    for key in keys {
        define(&server, key, None);
    }
    let start =
        async |key: &str| ask(&server, Method::POST, &format!("/api/admin/experiments/{key}/start"), &ana).await;
    let answers = futures_util::future::join_all(keys.map(start)).await;
    let running: Vec<_> = answers.iter().filter(|(status, _)| *status == StatusCode::OK).collect();
    assert_eq!(running.len(), 1, "{answers:?}");
    let first = text(&running[0].1["key"]);
    for answer in answers.iter().filter(|(status, _)| *status != StatusCode::OK) {
        refused(answer, StatusCode::CONFLICT, "experiment_unchanged");
        assert!(text(&answer.1["detail"]).contains(&format!("`{first}` is running")), "{}", answer.1);
    }
}
