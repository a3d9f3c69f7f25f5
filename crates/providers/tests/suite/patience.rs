//! How long one waits, how often one asks, and when one stops. All on a clock that the tests move.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use providers::fetch::{Ask, Budget, Expect, FetchError, Patience, Scope, Standing};
use tokio::time::{Instant, advance, timeout};
use url::Url;

use crate::support::{FakeNetwork, Reply};

fn ask() -> Ask {
    Ask::new(Url::parse("http://example.org/").unwrap(), Expect::Json)
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_eight_seconds() {
    let json = Reply::head(200, &["content-type: application/json"]);
    let drip = Reply::Endless(json.clone(), b" ".to_vec(), Duration::from_millis(500));
    for reply in [Reply::Hang(Vec::new()), Reply::Hang(json), drip] {
        let network = FakeNetwork::new(move |_| reply.clone());
        let started = Instant::now();
        assert_eq!(network.fetch().ask(ask()).await.unwrap_err(), FetchError::Late);
        assert_eq!(started.elapsed().as_secs(), 8);
    }
}

#[tokio::test(start_paused = true)]
async fn what_nobody_waits_for_may_take_thirty_seconds() {
    let network = FakeNetwork::new(|_| Reply::Hang(Vec::new()));
    let started = Instant::now();
    let fetch = network.fetch().with_patience(Patience::Background);
    assert_eq!(fetch.ask(ask()).await.unwrap_err(), FetchError::Late);
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_fails_for_the_moment_is_asked_once_more() {
    for (status, asked) in [(502, 2), (503, 2), (504, 2), (500, 1), (404, 1)] {
        let network = FakeNetwork::new(move |_| Reply::status(status));
        let error = network.fetch().ask(ask()).await.unwrap_err();
        assert_eq!(error, FetchError::Status { status, retry_at_ms: None });
        assert_eq!(network.asked().len(), asked, "{status}");
    }
    let times = AtomicUsize::new(0);
    let network = FakeNetwork::new(move |_| match times.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::status(503),
        _ => Reply::json("1"),
    });
    assert_eq!(network.fetch().json::<i32>(ask()).await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn it_is_known_how_a_provider_has_fared() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    let fetch =
        network.fetch().scoped(Scope { budget: Budget { questions: 3, ..Budget::default() }, ..Scope::default() });
    let neighbour = network.fetch().scoped(Scope::default());
    assert_eq!(fetch.standing(), Standing { questions_left: 3, ..Standing::default() });
    assert!(fetch.ask(ask()).await.is_ok());
    let answered = fetch.standing();
    assert!(answered.answered_at_ms.is_some() && answered.failed.is_none());
    assert_eq!(answered.questions_left, 2);
    network.set_down(true);
    assert!(fetch.ask(ask()).await.is_err());
    let failed = fetch.standing();
    assert_eq!(failed.answered_at_ms, answered.answered_at_ms);
    assert_eq!(failed.failed.map(|(_, error)| error), Some(FetchError::Unreachable));
    assert_eq!(neighbour.standing().failed, None, "each has its own");
}

#[tokio::test(start_paused = true)]
async fn a_host_that_keeps_failing_is_left_alone_and_then_tried_again() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    let fetch = network.fetch();
    network.set_down(true);
    for _ in 0..3 {
        assert!(fetch.ask(ask()).await.is_err());
    }
    let tries = network.connected().len();
    assert_eq!(fetch.ask(ask()).await.unwrap_err(), FetchError::Resting);
    assert_eq!(network.connected().len(), tries, "nobody is asked while it rests");
    network.set_down(false);
    advance(Duration::from_secs(30)).await;
    assert_eq!(fetch.json::<i32>(ask()).await, Ok(1));
    assert_eq!(fetch.json::<i32>(ask()).await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn whom_one_provider_finds_failing_another_goes_on_to_ask() {
    let fails = [Reply::status(500), Reply::Hang(Vec::new()), Reply::with(429, &["retry-after: 60"], "")];
    for fail in fails {
        let network = FakeNetwork::new(move |path| if path == "/well" { Reply::json("1") } else { fail.clone() });
        let (one, other) = (network.fetch().scoped(Scope::default()), network.fetch());
        let aside = one.beside();
        for _ in 0..6 {
            assert!(one.ask(ask()).await.is_err());
        }
        assert_eq!(one.ask(ask()).await.unwrap_err(), FetchError::Resting);
        let well = || Ask::new(Url::parse("http://example.org/well").unwrap(), Expect::Json);
        assert_eq!(other.json::<i32>(well()).await, Ok(1));
        assert_eq!(aside.json::<i32>(well()).await, Ok(1), "nor do questions of another sort");
        assert!(one.standing().answered_at_ms.is_some(), "how they fare counts together");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_for_rest_gets_it() {
    let network = FakeNetwork::new(|_| Reply::with(429, &["retry-after: 60"], ""));
    let fetch = network.fetch();
    let asked_at_ms = fetch.now_ms();
    let error = fetch.ask(ask()).await.unwrap_err();
    assert_eq!(error, FetchError::Status { status: 429, retry_at_ms: Some(asked_at_ms + 60_000) });
    advance(Duration::from_secs(59)).await;
    assert_eq!(fetch.ask(ask()).await.unwrap_err(), FetchError::Resting);
    advance(Duration::from_secs(1)).await;
    assert!(matches!(fetch.ask(ask()).await.unwrap_err(), FetchError::Status { status: 429, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_host_is_asked_as_often_as_it_may_be_and_the_others_go_on() {
    let network = FakeNetwork::new(|_| Reply::json("1"));
    let fetch = network.fetch();
    let scoped = fetch.scoped(Scope { budget: Budget { questions: 2, one_more_every_ms: 1_000 }, ..Scope::default() });
    assert_eq!((scoped.json(ask()).await, scoped.json(ask()).await), (Ok(1), Ok(1)));
    let retry_at_ms = scoped.now_ms() + 1_000;
    assert_eq!(scoped.ask(ask()).await.unwrap_err(), FetchError::Budget { retry_at_ms });
    assert_eq!((scoped.standing().questions_left, fetch.json::<i32>(ask()).await), (0, Ok(1)));
    let elsewhere = Ask::new(Url::parse("http://site.example/").unwrap(), Expect::Json);
    assert_eq!(scoped.json::<i32>(elsewhere).await, Ok(1), "the web is not one host");
    advance(Duration::from_secs(1)).await;
    assert_eq!(scoped.json::<i32>(ask()).await, Ok(1));
}

#[tokio::test(start_paused = true)]
async fn four_questions_to_a_host_are_on_their_way_at_one_time_and_no_other_host_waits() {
    let network = FakeNetwork::new(|path| if path == "/well" { Reply::json("1") } else { Reply::Hang(Vec::new()) });
    let fetch = network.fetch();
    let hanging = join_all((0..10).map(|_| fetch.ask(ask())));
    let other = async {
        let url = Url::parse("http://site.example/well").unwrap();
        timeout(Duration::from_secs(1), fetch.json::<i32>(Ask::new(url, Expect::Json))).await
    };
    let (asked, other) = tokio::join!(timeout(Duration::from_secs(1), hanging), other);
    assert!(asked.is_err(), "none has an answer");
    assert_eq!((other, network.asked().len()), (Ok(Ok(1)), 5));
}
