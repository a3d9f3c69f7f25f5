//! When a server wants to be asked again.

use std::time::UNIX_EPOCH;

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// Reads `Retry-After`: seconds from now, or a date. In milliseconds since 1970.
pub(super) fn read(headers: &HeaderMap, now_ms: i64) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(now_ms.saturating_add(i64::from(seconds) * 1_000));
    }
    let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(date.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::RETRY_AFTER;

    use super::read;

    #[test]
    fn seconds_and_dates_are_read() {
        let at = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            read(&headers, 1_000)
        };
        assert_eq!(at("120"), Some(121_000));
        assert_eq!(at("Thu, 01 Jan 1970 00:02:00 GMT"), Some(120_000));
        assert_eq!(at("-1"), None);
        assert_eq!(at("soon"), None);
        assert_eq!(read(&HeaderMap::new(), 0), None);
    }
}
