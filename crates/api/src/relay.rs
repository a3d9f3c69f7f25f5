//! Streams and subtitles that this server passes on, for providers that would give them only to who has their key.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use protocol::Code;
use providers::relay::{RelayError, named};
use providers::{Key, ProviderError, ProviderId};

use crate::describing;
use crate::failure::Failure;
use crate::state::Api;

const PLAYLIST: &str = "application/vnd.apple.mpegurl";
const SUBTITLES: &str = "text/vtt; charset=utf-8";
const SEGMENT: &str = "video/mp2t";
/// Whoever has the address may see it, and nobody else who shares a cache. The film may get another file.
const TEN_MINUTES: &str = "private, max-age=600";
const ASK_AGAIN: &str = "private, no-cache";

/// Tells whether an address is one under which streams are passed on.
pub(crate) fn is_stream(url: &str) -> bool {
    named(url).is_some()
}

/// Returns the video whose stream is passed on at an address that this server has given out.
pub(crate) fn video_at(api: &Api, url: &str) -> Option<Key> {
    let (provider, name) = named(url)?;
    api.providers().streamed(&provider, name)
}

/// `GET /media/relay/{provider}/{name}/index.m3u8`
pub(crate) async fn relayed_playlist(
    State(api): State<Api>,
    Path((provider, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let key = find(&api, &provider, &name)?;
    let playlist = api.providers().playlist(&key).await.map_err(failure)?;
    Ok((headers(PLAYLIST, ASK_AGAIN), playlist).into_response())
}

/// `GET /media/relay/{provider}/{name}/segments/{number}.ts`
///
/// The bytes are taken from the provider as fast as the browser takes them. A browser that leaves ends the question too.
pub(crate) async fn relayed_segment(
    State(api): State<Api>,
    Path((provider, name, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let key = find(&api, &provider, &name)?;
    let number = file.strip_suffix(".ts").and_then(|number| number.parse().ok()).ok_or_else(gone)?;
    let segment = api.providers().segment(&key, number).await.map_err(failure)?;
    let length = segment.length();
    let mut response =
        (StatusCode::OK, headers(SEGMENT, TEN_MINUTES), Body::from_stream(segment.into_pieces())).into_response();
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(response)
}

/// `GET /media/relay/{provider}/{name}/subtitles/{number}.vtt`
pub(crate) async fn relayed_subtitles(
    State(api): State<Api>,
    Path((provider, name, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let key = find(&api, &provider, &name)?;
    let number = file.strip_suffix(".vtt").and_then(|number| number.parse().ok()).ok_or_else(gone)?;
    let text = api.providers().subtitles(&key, number).await.map_err(failure)?;
    Ok((headers(SUBTITLES, TEN_MINUTES), Body::from(text)).into_response())
}

fn find(api: &Api, provider: &str, name: &str) -> Result<Key, Failure> {
    let provider = ProviderId::parse(provider).map_err(|_| gone())?;
    api.providers().streamed(&provider, name).ok_or_else(gone)
}

fn headers(mime: &'static str, cache: &'static str) -> [(HeaderName, HeaderValue); 2] {
    [(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CACHE_CONTROL, HeaderValue::from_static(cache))]
}

fn gone() -> Failure {
    Failure::new(Code::VideoNotFound, "this server passes no such video on, or not any more")
}

fn failure(why: RelayError) -> Failure {
    match why {
        RelayError::TooMany => {
            let detail = "as many videos are made playable at once as may be; try again when others have ended";
            Failure::new(Code::Busy, detail)
        }
        RelayError::Provider(ProviderError::Quota { .. }) => {
            let detail =
                "the server that has this video is asked for as much as may be just now; ask again in a moment";
            Failure::new(Code::Busy, detail)
        }
        RelayError::Provider(ProviderError::NotFound | ProviderError::Unsupported | ProviderError::NothingPlays) => {
            gone()
        }
        // Who watches can do nothing about that.
        RelayError::Provider(ProviderError::Forbidden | ProviderError::Malformed | ProviderError::Blocked) => {
            let detail =
                "the server that has this video does not give it out as it should; tell whoever runs this server";
            Failure::new(Code::ProviderAway, detail)
        }
        RelayError::Provider(error @ (ProviderError::Away | ProviderError::Garbled(_))) => describing::failure(&error),
    }
}
