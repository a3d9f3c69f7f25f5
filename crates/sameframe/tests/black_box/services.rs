//! A service alone in a process, and all of them together.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use testkit::Postgres;

use crate::server::{Server, Socket};

/// Which service has which addresses, as the pages know it too.
fn addresses() -> BTreeMap<String, Vec<String>> {
    serde_json::from_str(include_str!("../../../../vectors/services.json")).unwrap()
}

fn alone(service: &str, more: &[&str]) -> Server {
    Server::fresh_with(&[&["serve", "--services", service], more].concat())
}

/// Every service in a process of its own, on one database.
struct Processes {
    users: Server,
    session: Server,
    timecode: Server,
    message: Server,
}

impl Processes {
    fn start(database: &Postgres) -> Self {
        let url = database.database();
        let process = |service| alone(service, &["--database", &url]);
        Self {
            users: process("users"),
            session: process("session"),
            timecode: process("timecode"),
            message: process("message"),
        }
    }

    /// Somebody new, who joins and opens the live socket. Returns their own token and the socket.
    async fn comes(&self, name: &str, session: &str) -> (String, Socket) {
        let token = self.users.user(name).await;
        let member = self.session.join(session, &token).await;
        let (socket, _) = self.timecode.live(session, &member, None).await;
        (token, socket)
    }
}

async fn is_off(server: &Server, method: Method, address: &str) -> bool {
    let (status, body) = server.ask(method, &address.replace("{id}", "nobody"), None, None).await;
    let is_off = body["code"] == "service_off";
    assert_eq!(is_off, status == StatusCode::SERVICE_UNAVAILABLE, "{address}: {status} {body}");
    is_off
}

#[tokio::test]
async fn every_address_belongs_to_a_service() {
    let server = Server::fresh();
    let (_, document) = server.get("/api/openapi.json").await;
    let documented: BTreeSet<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let known: BTreeSet<_> = addresses().into_values().flatten().collect();
    assert_eq!(known, documented, "a new address must stand in vectors/services.json");
    let (_, ready) = server.get("/readyz").await;
    let services: BTreeSet<_> = ready["services"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(services, addresses().keys().map(String::as_str).collect());
}

/// LIV-39
#[tokio::test]
async fn a_service_alone_answers_at_its_addresses_and_says_that_the_others_are_off() {
    for service in addresses().keys() {
        let server = alone(service, &[]);
        for (of, address) in addresses().iter().flat_map(|(of, all)| all.iter().map(move |address| (of, address))) {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                assert_eq!(
                    is_off(&server, method.clone(), address).await,
                    of != service,
                    "{service}: {method} {address}"
                );
            }
        }
        let (status, ready) = server.get("/readyz").await;
        assert_eq!((status, &ready["services"]), (StatusCode::OK, &json!([service])));
        for path in ["/healthz", "/metrics", "/api/openapi.json"] {
            assert_eq!(server.get(path).await.0, StatusCode::OK, "{service}: {path}");
        }
        if service == "timecode" {
            let (status, problem) = server.get("/api/sessions/nobody/live").await;
            assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));
        } else {
            assert!(server.is_refused("nobody").await, "{service} opens no live socket");
        }
    }
}

/// LIV-38
#[tokio::test]
async fn four_processes_are_together_a_whole() {
    let Some(database) = Postgres::start() else { return };
    let whole = Processes::start(&database);
    let token = whole.users.user("Ana").await;
    let (status, me) = whole.users.ask(Method::GET, "/api/users/me", Some(&token), None).await;
    assert_eq!((status, &me["name"]), (StatusCode::OK, &json!("Ana")));
    let session = whole.session.session(&token).await;
    let member = whole.session.join(&session, &token).await;
    let (mut ana, welcome) = whole.timecode.live(&session, &member, None).await;
    assert_eq!(welcome["member"]["name"], "Ana");
    // Who comes now is known to the process that has the session loaded.
    let (ben_token, mut ben) = whole.comes("Ben", &session).await;
    ana.event("joined").await;

    ana.command("one", json!({ "type": "play" })).await;
    assert_eq!(ben.event("played").await["event"]["type"], "played");
    let path = format!("/api/sessions/{session}");
    let body = json!({ "id": "two", "type": "pause" });
    let (status, done) = whole.timecode.post(&format!("{path}/commands"), &ben_token, body).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    ana.event("paused").await;
    assert_eq!(whole.timecode.get(&format!("{path}/playback")).await.0, StatusCode::OK);

    // Messages go to their own process, and reach the sockets of another.
    let (_, said) =
        whole.message.post(&format!("{path}/messages"), &ben_token, json!({ "id": "three", "text": "hi" })).await;
    assert_eq!(ana.event("said").await["seq"], said["seq"]);
    ana.command("four", json!({ "type": "say", "text": "hi" })).await;
    assert_eq!(ana.next_of("refused").await["code"], "service_off");
    let (_, page_of_messages) = whole.message.get(&format!("{path}/messages")).await;
    assert_eq!(page_of_messages["messages"][0]["text"], "hi");

    // The log is read where it is kept: there is nothing to wait for.
    let (_, page) = whole.session.get(&format!("{path}/events?after=0&limit=100")).await;
    let kinds: Vec<_> = page["events"].as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
    assert_eq!(kinds, ["created", "joined", "joined", "played", "paused", "said"]);
    let (_, list) = whole.session.get("/api/sessions?state=live").await;
    assert_eq!(list["sessions"][0]["id"], json!(session));
    assert!(whole.session.get(&format!("{path}/replay")).await.0.is_success());

    let (status, ended) = whole.session.post(&format!("{path}/end"), &token, json!({})).await;
    assert!(status.is_success(), "{ended}");
    ben.event("ended").await;
}

#[tokio::test]
async fn whichever_is_killed_the_others_go_on() {
    let Some(database) = Postgres::start() else { return };
    let whole = Processes::start(&database);
    let ana_token = whole.users.user("Ana").await;
    let id = whole.session.session(&ana_token).await;
    let member = whole.session.join(&id, &ana_token).await;
    let (mut ana, _) = whole.timecode.live(&id, &member, None).await;
    let (_, mut ben) = whole.comes("Ben", &id).await;
    let Processes { users, session, timecode, message } = whole;
    drop(message);

    // Who is known needs no users.
    drop(users);
    let another = session.session(&ana_token).await;
    let member = session.join(&another, &ana_token).await;
    timecode.live(&another, &member, None).await;
    ana.command("one", json!({ "type": "play" })).await;
    ben.event("played").await;

    // Lists and replays need no timecode, and the log has what was played.
    drop(timecode);
    let (status, replay) = session.get(&format!("/api/sessions/{id}/replay")).await;
    assert!(status == StatusCode::OK && replay.to_string().contains("played"), "{replay}");
    let ana_again = session.join(&id, &ana_token).await;

    // Who is in needs no session: the socket is enough, at a timecode that has just been started too.
    drop(session);
    let timecode = alone("timecode", &["--database", &database.url("test0")]);
    let (mut ana, _) = timecode.live(&id, &ana_again, None).await;
    ana.command("two", json!({ "type": "pause" })).await;
    ana.event("paused").await;
}

#[test]
fn a_service_that_does_not_exist_is_named_with_those_that_do() {
    for (wrong, said) in
        [("users,chatter", "chatter"), ("", "users, session, timecode, message, prediction, catalog, recommendation")]
    {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_sameframe"))
            .args(["serve", "--listen", "127.0.0.1:0", "--services", wrong, "--data"])
            .arg(folder.path())
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{wrong:?}");
        assert!(
            error.contains(said)
                && error.contains("users, session, timecode, message, prediction, catalog, recommendation"),
            "{wrong:?}: {error}"
        );
    }
}

/// PRE-50: off, they leave the rest alone; alone in a process, they need only a session's id.
#[tokio::test]
async fn predictions_work_in_a_process_of_their_own_and_the_rest_without_them() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let rest = alone("users,session,timecode", &["--database", &url]);
    let predictions = alone("prediction", &["--database", &url]);
    let party = rest.party().await;
    let (mut ana, _) = rest.live(&party.session, &party.ana_member, None).await;
    let path = format!("/api/sessions/{}/predictions", party.session);
    let open = json!({ "question": "Will it rain?", "outcomes": ["yes", "no"] });
    let (status, problem) = rest.post(&path, &party.ana, open.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("service_off")));
    ana.command("one", json!({ "type": "play" })).await;
    ana.event("played").await;

    let (status, opened) = predictions.post(&path, &party.ben, open).await;
    assert_eq!(status, StatusCode::CREATED, "{opened}");
    let seen = ana.event("prediction_opened").await;
    assert_eq!(seen["event"]["prediction"], opened["id"]);
    let id = opened["id"].as_str().unwrap();
    let pick = json!({ "outcome": opened["outcomes"][0]["id"], "stake": 10 });
    let (status, picked) = predictions.post(&format!("{path}/{id}/pick"), &party.ana_member, pick).await;
    assert_eq!((status, &picked["mine"]["stake"]), (StatusCode::OK, &json!(10)));
    assert_eq!(ana.event("prediction_picked").await["event"]["pick"]["stake"], 10);
    let (_, list) = predictions.get(&path).await;
    assert_eq!((&list["open"][0]["outcomes"][0]["stakes"], &list["me"]), (&json!(10), &Value::Null));
}

/// Pages of other sites are told that a service is off like their own, and only those that may ask.
#[tokio::test]
async fn who_may_ask_from_another_site_may_read_that_a_service_is_off() {
    let server = alone("users", &["--allow-origin", "https://friends.example"]);
    let client = Client::new();
    let ask = async |method: Method, path: &str, origin: &str| -> (StatusCode, HeaderMap) {
        let request = client.request(method, format!("{}{path}", server.url)).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        let request =
            request.header("access-control-request-headers", "authorization,content-type,sameframe-link,prefer");
        let response = request.send().await.unwrap();
        (response.status(), response.headers().clone())
    };
    for (path, plain) in [
        ("/api/users/me", StatusCode::UNAUTHORIZED),
        ("/api/sessions", StatusCode::SERVICE_UNAVAILABLE),
        ("/api/sessions/nobody/live", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        for (origin, allowed) in [("https://friends.example", true), ("https://evil.example", false)] {
            let (status, headers) = ask(Method::GET, path, origin).await;
            assert_eq!(status, plain, "{path}");
            assert_eq!(headers.contains_key("access-control-allow-origin"), allowed, "{path} from {origin}");
            let (status, headers) = ask(Method::OPTIONS, path, origin).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(headers.contains_key("access-control-allow-origin"), allowed, "{path} from {origin}");
            assert_eq!(headers["access-control-allow-methods"], "GET,POST,PATCH,DELETE");
            assert_eq!(headers["access-control-allow-headers"], "authorization,content-type,sameframe-link,prefer");
        }
    }
}
