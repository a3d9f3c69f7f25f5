//! What is read of an answer.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use providers::fetch::{Answer, Ask, Expect, FetchError};
use url::Url;

use crate::support::{FakeNetwork, Reply};

/// JSON of more than 2 MiB.
const TOO_LARGE: FetchError = FetchError::TooLarge { bytes_max: 2 * 1_024 * 1_024 };

async fn ask(expect: Expect, reply: Reply) -> Result<Answer, FetchError> {
    let network = FakeNetwork::new(move |_| reply.clone());
    network.fetch().ask(Ask::new(Url::parse("http://example.org/a?b=c#d").unwrap(), expect)).await
}

async fn error(expect: Expect, reply: Reply) -> FetchError {
    ask(expect, reply).await.unwrap_err()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzip(mime: &str, bytes: &[u8]) -> Reply {
    Reply::with(200, &["content-encoding: gzip", &format!("content-type: {mime}")], packed(bytes))
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_ends_where_it_is_too_large() {
    let head = Reply::head(200, &["content-type: application/json"]);
    let endless = |head| Reply::Endless(head, vec![b' '; 60_000], Duration::ZERO);
    assert_eq!(error(Expect::Json, endless(head)).await, TOO_LARGE);
    let media = Reply::head(200, &["content-type: video/mp4"]);
    assert_eq!(ask(Expect::Media, endless(media)).await.unwrap().bytes.len(), 256 * 1_024);
}

#[tokio::test(start_paused = true)]
async fn what_is_said_to_be_too_large_is_not_even_begun() {
    let ten_gigabytes = ["content-type: application/json", "content-length: 10737418240"];
    assert_eq!(error(Expect::Json, Reply::Hang(Reply::head(200, &ten_gigabytes))).await, TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn a_length_that_is_too_long_breaks_off_and_one_that_is_too_short_cuts() {
    let lying = |length: &str| {
        let mut bytes = Reply::head(200, &["content-type: application/json", &format!("content-length: {length}")]);
        bytes.extend_from_slice(b"12345");
        Reply::Bytes(bytes)
    };
    assert_eq!(error(Expect::Json, lying("100")).await, FetchError::BrokenOff);
    assert_eq!(ask(Expect::Json, lying("2")).await.unwrap().bytes, "12");
}

#[tokio::test(start_paused = true)]
async fn packed_answers_count_as_large_as_they_become() {
    assert_eq!(ask(Expect::Json, gzip("application/json", b"[1]")).await.unwrap().bytes, "[1]");
    let bomb = vec![b' '; 8 * 1_024 * 1_024];
    assert_eq!(error(Expect::Json, gzip("application/json", &bomb)).await, TOO_LARGE);
    assert_eq!(ask(Expect::Html, gzip("text/html", &bomb)).await.unwrap().bytes.len(), 512 * 1_024);
    let json = "content-type: application/json";
    let no_gzip = Reply::with(200, &[json, "content-encoding: gzip"], "this is not packed at all");
    assert_eq!(error(Expect::Json, no_gzip).await, FetchError::Unreadable);
    let half = packed(&bomb[..1_000]);
    let half = Reply::with(200, &[json, "content-encoding: gzip"], &half[..half.len() / 2]);
    assert_eq!(error(Expect::Json, half).await, FetchError::BrokenOff);
    let other = Reply::with(200, &[json, "content-encoding: br"], "x");
    assert_eq!(error(Expect::Json, other).await, FetchError::Unreadable);
}

#[tokio::test(start_paused = true)]
async fn another_type_than_was_asked_for_is_refused() {
    assert_eq!(error(Expect::Json, Reply::of("text/html", "<html>")).await, FetchError::WrongType);
    assert_eq!(error(Expect::Json, Reply::with(200, &[], "1")).await, FetchError::WrongType);
    assert_eq!(error(Expect::Media, Reply::of("text/html", "<html>")).await, FetchError::WrongType);
    let network = FakeNetwork::new(|_| Reply::json("no json"));
    let ask = Ask::new(Url::parse("http://example.org/").unwrap(), Expect::Json);
    assert_eq!(network.fetch().json::<i32>(ask).await.unwrap_err(), FetchError::Unreadable);
}

#[tokio::test(start_paused = true)]
async fn of_a_page_its_head_is_read_and_no_more() {
    let head = Reply::head(200, &["content-type: text/html; charset=utf-8"]);
    let page = Reply::Hang([head, b"<head><title>a</title></head><body>".to_vec()].concat());
    assert!(ask(Expect::Html, page).await.unwrap().bytes.starts_with(b"<head><title>a"));
}

#[tokio::test(start_paused = true)]
async fn heads_that_are_too_large_and_answers_that_are_none_are_refused() {
    let long = format!("x: {}", "y".repeat(100_000));
    assert_eq!(error(Expect::Json, Reply::with(200, &[&long], "1")).await, FetchError::Unreachable);
    assert_eq!(error(Expect::Json, Reply::Bytes(b"SSH-2.0-OpenSSH\r\n".to_vec())).await, FetchError::Unreachable);
}

#[tokio::test(start_paused = true)]
async fn a_part_can_be_asked_for_and_tells_how_large_the_whole_is() {
    let network = FakeNetwork::new(|_| {
        Reply::with(206, &["content-type: video/mp4", "content-range: bytes 0-3/123456789"], "mdat")
    });
    let ask = Ask::new(Url::parse("http://example.org/").unwrap(), Expect::Media).bytes(0, 4);
    let answer = network.fetch().ask(ask).await.unwrap();
    assert_eq!((answer.whole_bytes, answer.gives_parts), (Some(123_456_789), true));
    assert!(network.asked()[0].contains("range: bytes=0-3\r\n"));
    assert!(network.asked()[0].contains("accept-encoding: identity\r\n"));
}
