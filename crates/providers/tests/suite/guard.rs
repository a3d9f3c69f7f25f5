//! Where the way out leads, and where it does not.

use providers::fetch::{Ask, Expect, FetchError, Origin, Refusal, Scope};
use url::Url;

use crate::support::{FakeNetwork, PUBLIC, Reply};

fn ask(url: &str) -> Ask {
    Ask::new(Url::parse(url).unwrap(), Expect::Json)
}

#[tokio::test(start_paused = true)]
async fn the_connection_goes_to_the_address_that_was_checked_and_a_name_that_turns_private_is_left() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    network.name("turns.example", &[PUBLIC]);
    network.name("turns.example", &["127.0.0.1"]);
    let fetch = network.fetch();
    assert_eq!(fetch.json::<i32>(ask("http://turns.example/")).await, Ok(1));
    assert_eq!(fetch.json::<i32>(ask("http://turns.example/")).await, Err(FetchError::Unreachable));
    assert_eq!(network.connected(), [format!("{PUBLIC}:80")]);
}

#[tokio::test(start_paused = true)]
async fn a_name_with_one_private_address_goes_nowhere_and_reads_like_one_that_does_not_exist() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    network.name("mixed.example", &[PUBLIC, "10.0.0.1"]);
    network.name("none.example", &[]);
    let private = ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fd00:ec2::254"];
    let mut urls = vec!["http://mixed.example/".to_owned(), "http://none.example/".to_owned()];
    for (number, private) in private.into_iter().enumerate() {
        network.name(&format!("n{number}.example"), &[private]);
        urls.push(format!("http://n{number}.example/"));
    }
    let fetch = network.fetch();
    for url in urls {
        let error = fetch.ask(ask(&url)).await.unwrap_err();
        assert_eq!((error, error.to_string().as_str()), (FetchError::Unreachable, "nobody answers there"), "{url}");
    }
    assert!(network.connected().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_no_failure_of_the_host() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    network.name("turns.example", &["127.0.0.1"]);
    let fetch = network.fetch();
    for _ in 0..10 {
        assert_eq!(fetch.ask(ask("http://turns.example/")).await.unwrap_err(), FetchError::Unreachable);
    }
    network.name("turns.example", &[PUBLIC]);
    assert_eq!(fetch.json::<i32>(ask("http://turns.example/")).await, Ok(1));
    assert_eq!(network.connected(), [format!("{PUBLIC}:80")], "nobody was asked before");
}

#[tokio::test(start_paused = true)]
async fn wherever_one_is_sent_on_to_is_checked_anew() {
    let network = FakeNetwork::new(|path| match path {
        "/literal" => Reply::to("http://127.0.0.1/x"),
        "/spelled" => Reply::to("http://0x7f.1/x"),
        "/named" => Reply::to("http://inside.example/x"),
        "/port" => Reply::to("http://example.org:6379/"),
        "/file" => Reply::to("file:///etc/passwd"),
        "/chain" => Reply::to("/chain2"),
        "/chain2" => Reply::to("//other.example/literal"),
        _ => Reply::json("1"),
    });
    network.name("inside.example", &["192.168.1.1"]);
    let fetch = network.fetch();
    for (path, error) in [
        ("literal", FetchError::Refused(Refusal::Address)),
        ("spelled", FetchError::Refused(Refusal::Address)),
        ("named", FetchError::Unreachable),
        ("port", FetchError::Refused(Refusal::Port)),
        ("file", FetchError::Refused(Refusal::Scheme)),
        ("chain", FetchError::Refused(Refusal::Address)),
    ] {
        assert_eq!(fetch.ask(ask(&format!("http://example.org/{path}"))).await.unwrap_err(), error, "{path}");
    }
    assert!(network.connected().iter().all(|address| address == &format!("{PUBLIC}:80")));
}

#[tokio::test(start_paused = true)]
async fn one_is_sent_on_three_times_and_no_more() {
    let network = FakeNetwork::new(|path| match path.trim_start_matches('/').parse::<u32>() {
        Ok(0) | Err(_) => Reply::json("\"here\""),
        Ok(more) => Reply::to(&format!("/{}", more - 1)),
    });
    let fetch = network.fetch();
    assert_eq!(fetch.json::<String>(ask("http://example.org/3")).await.as_deref(), Ok("here"));
    let error = fetch.ask(ask("http://example.org/4")).await.unwrap_err();
    assert_eq!(error, FetchError::Refused(Refusal::Redirects));
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_signs_with_goes_to_its_own_server_only() {
    let network =
        FakeNetwork::new(|path| if path == "/a" { Reply::to("http://other.example/b") } else { Reply::json("1") });
    let token = "MediaBrowser Token=\"secret\"".parse().unwrap();
    let asked = network.fetch().ask(ask("http://example.org/a").header(http::header::AUTHORIZATION, token)).await;
    assert_eq!(asked.unwrap().url.as_str(), "http://other.example/b");
    let heads = network.asked();
    assert!(heads[0].contains("secret") && !heads[1].contains("secret"), "{heads:?}");
    assert!(!heads.iter().any(|head| head.to_ascii_lowercase().contains("cookie")));
}

#[tokio::test(start_paused = true)]
async fn an_allowed_server_is_allowed_to_one_provider_only() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    network.name("nas.lan", &["192.168.1.9"]);
    let fetch = network.fetch();
    let allowed = ["http://192.168.1.9:8096", "https://nas.lan", "http://nas.lan:8096"];
    let allowed = allowed.map(|url| Origin::of(&Url::parse(url).unwrap()).unwrap()).into();
    let own = fetch.scoped(Scope { allowed, ..Scope::default() });
    assert_eq!(own.json::<i32>(ask("http://192.168.1.9:8096/a")).await, Ok(1));
    assert_eq!(own.json::<i32>(ask("http://nas.lan:8096/a")).await, Ok(1));
    assert!(own.ask(ask("http://192.168.1.9:9000/a")).await.is_err());
    assert!(own.ask(ask("http://nas.lan/a")).await.is_err());
    assert!(fetch.ask(ask("http://192.168.1.9:8096/a")).await.is_err());
    assert_eq!(network.connected(), ["192.168.1.9:8096", "192.168.1.9:8096"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_has_to_show_that_it_is_the_one_that_was_asked() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    let fetch = network.fetch();
    assert_eq!(fetch.json::<i32>(ask("https://example.org/")).await, Ok(1));
    for other in ["https://other.example/", "https://93.184.216.34/"] {
        assert_eq!(fetch.ask(ask(other)).await.unwrap_err(), FetchError::Unreachable, "{other}");
    }
}

#[tokio::test(start_paused = true)]
async fn addresses_that_do_not_answer_are_followed_by_the_next() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    network.name("two.example", &[PUBLIC, "2606:2800:220:1::1"]);
    network.set_down(true);
    assert_eq!(network.fetch().ask(ask("http://two.example/")).await.unwrap_err(), FetchError::Unreachable);
    let once = [format!("{PUBLIC}:80"), "[2606:2800:220:1::1]:80".to_owned()];
    assert_eq!(network.connected(), [once.clone(), once].concat());
}

#[tokio::test]
async fn the_real_network_is_reached_where_it_is_allowed_and_only_there() {
    let app = axum::Router::new().route("/a", axum::routing::get(|| async { axum::Json(7) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/a", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let network = std::sync::Arc::new(providers::fetch::System);
    let fetch = providers::Fetch::new(network, std::sync::Arc::new(providers::fetch::system_now_ms));
    let allowed = vec![Origin::of(&Url::parse(&url).unwrap()).unwrap()];
    let own = fetch.scoped(Scope { allowed, ..Scope::default() });
    assert_eq!(own.json::<i32>(ask(&url)).await, Ok(7));
    assert_eq!(fetch.ask(ask(&url)).await.unwrap_err(), FetchError::Refused(Refusal::Port));
    assert_eq!(fetch.ask(ask("http://localhost/a")).await.unwrap_err(), FetchError::Unreachable);
}
