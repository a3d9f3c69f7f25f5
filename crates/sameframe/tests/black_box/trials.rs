//! Experiments with recommendations on the real binary: who is shown their arm takes part, and what they do is counted.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::accounts::ask;
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

fn sameframe(server: &Server, words: &[&str]) -> String {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(words)
        .arg("--data")
        .arg(&server.data)
        .output();
    let output = command.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn units(server: &Server) -> u64 {
    let read: Value = serde_json::from_str(&sameframe(server, &["experiment", "read", "learnt", "--json"])).unwrap();
    read["arms"].as_array().unwrap().iter().map(|arm| arm["units"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn who_has_recommendations_in_front_of_them_takes_part_once_and_is_counted() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let file = server.data.join("learnt.toml");
    std::fs::write(&file, LEARNT).unwrap();
    sameframe(&server, &["experiment", "define", file.to_str().unwrap()]);
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
