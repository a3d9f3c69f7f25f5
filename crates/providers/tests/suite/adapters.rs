//! Every provider against answers of the shape that its documentation has.

mod archive;
mod file;
mod manifest;
mod own;
mod page;
mod peertube;
mod sites;
mod stremio;
mod youtube;

use std::sync::Arc;

use providers::{Claim, Key, Provider, ProviderError, ProviderId, Video};
use url::Url;

use crate::support::{FakeNetwork, Reply};

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).unwrap()
}

fn key(provider: &dyn Provider, external: &str) -> Key {
    Key::new(provider.id(), external).unwrap()
}

/// Answers these paths, without their queries, and nothing else.
fn network(answers: &[(&'static str, Reply)]) -> Arc<FakeNetwork> {
    let answers = answers.to_vec();
    FakeNetwork::new(move |path| {
        let path = path.split('?').next().unwrap();
        answers.iter().find(|(own, _)| *own == path).map_or_else(|| Reply::status(404), |(_, reply)| reply.clone())
    })
}

/// Describes the video at an address that is certainly, or perhaps, one of the provider.
async fn resolve(provider: &dyn Provider, network: &Arc<FakeNetwork>, url: &str) -> Result<Video, ProviderError> {
    match provider.claim(&Url::parse(url).unwrap()) {
        Claim::Exact(key) | Claim::Maybe(key) => provider.resolve(&network.fetch(), &key).await,
        other => panic!("{url} is {other:?}"),
    }
}

#[track_caller]
fn check_claims(provider: &dyn Provider, claims: &[(&str, Claim)]) {
    for (url, claim) in claims {
        assert_eq!(&provider.claim(&Url::parse(url).unwrap()), claim, "{url}");
    }
}

/// Says of a video what people see of it.
fn said(video: &Video) -> (Option<&str>, Option<u64>, Option<&str>) {
    let title = video.title.as_ref().map(providers::PlainText::as_str);
    (title, video.length_ms, video.picture.as_ref().map(providers::Location::as_str))
}

/// Says how a video plays.
fn plays(video: &Video) -> Vec<(&str, &str)> {
    video.sources.iter().map(|source| (source.kind.name(), source.url.as_str())).collect()
}
