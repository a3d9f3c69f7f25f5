//! A browser in a few words, so that people recognise where they are signed in.

use axum::http::{HeaderMap, header};

/// The longest name of a program that is no browser.
const CHARS_MAX: usize = 40;

/// The first that is named counts: those further down are named by the others too.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Returns what a request says that it comes from; empty where it says nothing that can be read.
pub(crate) fn of(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let named =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| said.contains(sign)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => said.split(['/', ' ']).next().unwrap_or_default().chars().take(CHARS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::of;

    #[test]
    fn a_browser_is_named_by_its_name_and_its_system() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let iphone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604";
        for (said, expected) in [
            (chrome, "Chrome on Linux"),
            (&format!("{chrome} Edg/140.0"), "Edge on Linux"),
            ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
            (iphone, "Safari on iPhone"),
            ("curl/8.5", "curl"),
            (&"x".repeat(1_000), &"x".repeat(40)),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_str(said).unwrap());
            assert_eq!(of(&headers), expected);
        }
        assert_eq!(of(&HeaderMap::new()), "");
    }
}
