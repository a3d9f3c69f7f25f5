//! Recommendations on the real binary: there is something to say where no worker ever ran, and what one wrote is shown.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::accounts::{id_of, refused};
use crate::server::{Server, text};

const MINE: &str = "/api/users/me/recommendations";

fn titles(answer: &Value) -> Vec<String> {
    answer["items"].as_array().unwrap().iter().map(|item| text(&item["title"])).collect()
}

async fn mine(server: &Server, token: &str) -> Value {
    let (status, answer) = server.ask(Method::GET, MINE, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn film(server: &Server, token: &str, title: &str, visibility: &str) -> String {
    let url = format!("https://films.example/{title}.mp4");
    let body = json!({ "url": url, "title": title, "visibility": visibility });
    let (status, created) = server.post("/api/sessions", token, body).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    text(&created["session"]["id"])
}

fn work(server: &Server) {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["worker", "run", "recommendations", "--data"])
        .arg(&server.data)
        .output();
    let output = command.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn without_a_worker_what_is_new_is_recommended_and_never_what_only_some_may_know() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let nothing = mine(&server, &ana).await;
    assert_eq!((titles(&nothing), &nothing["served"]), (vec![], &json!("nothing")));
    film(&server, &ana, "Pie", "public").await;
    film(&server, &ana, "Secret", "private").await;
    film(&server, &ana, "Hidden", "unlisted").await;
    film(&server, &ana, "Saga", "public").await;
    let answer = mine(&server, &ben).await;
    assert_eq!((titles(&answer), &answer["served"]), (vec!["Saga".to_owned(), "Pie".to_owned()], &json!("newest")));
    assert_eq!((&answer["age_s"], &answer["items"][0]["reasons"]), (&Value::Null, &json!([])));

    let saga = &answer["items"][0]["video"]["id"];
    let feedback = format!("{MINE}/feedback");
    let (status, _) = server.post(&feedback, &ben, json!({ "video": saga, "feedback": "not_interested" })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(titles(&mine(&server, &ben).await), ["Pie"]);
    assert_eq!(titles(&mine(&server, &ana).await), ["Saga", "Pie"], "that was Ben's word");
    for wrong in [json!({ "video": "", "feedback": "seen" }), json!({ "video": saga, "feedback": "meh" })] {
        refused(&server.post(&feedback, &ben, wrong).await, StatusCode::BAD_REQUEST, "bad_request");
    }
    refused(&server.get(MINE).await, StatusCode::UNAUTHORIZED, "unauthenticated");
}

#[tokio::test]
async fn those_present_get_what_none_of_them_knows() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let (ana, ben, eve) = (server.user("Ana").await, server.user("Ben").await, server.user("Eve").await);
    let party = film(&server, &ana, "Party", "public").await;
    film(&server, &ana, "Pie", "public").await;
    film(&server, &ana, "Saga", "public").await;
    work(&server);
    let (ana_member, ben_member) = (server.join(&party, &ana).await, server.join(&party, &ben).await);
    let path = format!("/api/sessions/{party}/recommendations");
    let ask = async |token: &str| server.ask(Method::GET, &path, Some(token), None).await;
    let (status, answer) = ask(&ana_member).await;
    assert_eq!((status, titles(&answer)), (StatusCode::OK, vec!["Saga".to_owned(), "Pie".to_owned()]), "{answer}");
    let saga = &answer["items"][0]["video"]["id"];
    server.post(&format!("{MINE}/feedback"), &ana, json!({ "video": saga, "feedback": "seen" })).await;
    assert_eq!(titles(&ask(&ben_member).await.1), ["Pie"], "Ana knows it, and it is nobody's business why it is away");
    refused(&ask(&eve).await, StatusCode::FORBIDDEN, "not_a_member");
    refused(&server.get(&path).await, StatusCode::UNAUTHORIZED, "unauthenticated");

    // However many there are, it is not recommended what the last of them knows.
    let mut crowd = Vec::new();
    for number in 0..38 {
        let token = server.user(&format!("Guest {number}")).await;
        server.join(&party, &token).await;
        crowd.push((id_of(&server, &token).await, token));
    }
    assert_eq!(titles(&ask(&ben_member).await.1), ["Pie"]);
    let (_, last) = crowd.iter().max().unwrap();
    let pie = json!({ "video": ask(&ben_member).await.1["items"][0]["video"]["id"], "feedback": "seen" });
    server.post(&format!("{MINE}/feedback"), last, pie).await;
    assert_eq!(titles(&ask(&ben_member).await.1), [""; 0]);
}

#[tokio::test]
async fn switched_off_it_says_so_and_the_rest_goes_on() {
    let server = Server::fresh_with(&["serve", "--services", "users,session"]);
    let ana = server.user("Ana").await;
    let answer = server.ask(Method::GET, MINE, Some(&ana), None).await;
    refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "service_off");
    film(&server, &ana, "Pie", "public").await;
}
