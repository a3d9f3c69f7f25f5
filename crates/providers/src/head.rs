//! The head of a page: what it says of itself in `title`, `meta` and `link`. Read without building the page, and whatever
//! the page is: nothing in it is ever shown as markup.

/// How many tags of a page are looked at.
const TAGS_MAX: usize = 2_000;

/// What a page says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    /// Names (`og:title`) and what they say, in their order.
    metas: Vec<(String, String)>,
    /// Where its oEmbed is, as it writes it.
    pub(crate) oembed: Option<String>,
}

impl Head {
    /// Reads what there is of a page.
    pub(crate) fn read(page: &str) -> Self {
        let mut head = Self::default();
        let mut rest = page;
        for _ in 0..TAGS_MAX {
            let Some((_, after)) = rest.split_once('<') else { break };
            rest = after;
            if let Some(after) = rest.strip_prefix("!--") {
                rest = after.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end);
            match name.to_ascii_lowercase().as_str() {
                "title" if head.title.is_none() => {
                    let text = after.split_once('>').map_or("", |(_, text)| text);
                    head.title = Some(decode(text.split('<').next().unwrap_or_default()));
                    rest = after;
                }
                "meta" => rest = head.meta(after),
                "link" => rest = head.link(after),
                // What scripts and styles hold is not markup.
                skipped @ ("script" | "style") => rest = behind(after, &format!("</{skipped}")),
                "/head" | "body" => break,
                _ => rest = after,
            }
        }
        head
    }

    /// Returns the first of these names that says something.
    pub(crate) fn meta_of(&self, names: &[&str]) -> Option<&str> {
        let said = |name: &&str| self.metas.iter().find(|(own, text)| own == name && !text.is_empty());
        names.iter().find_map(said).map(|(_, text)| text.as_str())
    }

    /// Returns all that is said under a name.
    pub(crate) fn metas_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    fn meta<'a>(&mut self, tag: &'a str) -> &'a str {
        let (attributes, rest) = attributes(tag);
        let value = |name: &str| attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        if let (Some(name), Some(content)) = (value("property").or_else(|| value("name")), value("content")) {
            self.metas.push((name.to_ascii_lowercase(), content));
        }
        rest
    }

    fn link<'a>(&mut self, tag: &'a str) -> &'a str {
        let (attributes, rest) = attributes(tag);
        let value = |name: &str| attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        if value("type") == Some("application/json+oembed") && self.oembed.is_none() {
            self.oembed = value("href").map(str::to_owned);
        }
        rest
    }
}

/// Returns what comes behind a text, without regard to capitals.
fn behind<'a>(text: &'a str, what: &str) -> &'a str {
    let found = text.as_bytes().windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()));
    found.and_then(|at| text.get(at + what.len()..)).unwrap_or("")
}

/// Reads the attributes of a tag up to its end, and returns what comes after it.
fn attributes(tag: &str) -> (Vec<(String, String)>, &str) {
    let mut attributes = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (attributes, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (attributes, after);
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            // A stray sign is passed over.
            rest = if end == 0 { after.get(1..).unwrap_or("") } else { after };
            continue;
        };
        let (value, after) = quoted(value.trim_start());
        attributes.push((name.to_ascii_lowercase(), decode(value)));
        rest = after;
    }
}

/// Reads a value, in quotes or not, and returns what comes after it.
fn quoted(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len()))
}

/// Reads the characters that pages write as names or numbers.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let found = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let (c, behind) = found.and_then(|(name, after)| Some((character(name)?, after))).unwrap_or(('&', after));
        decoded.push(c);
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "hellip" => Some('…'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_page_says_what_it_is() {
        let head = Head::read(
            "<!doctype html><html><head><!-- <meta property=\"og:title\" content=\"no\"> -->\
             <script>var a = '<meta property=\"og:title\" content=\"no\">';</SCRIPT>\
             <TITLE>A &amp; B &#8211; &#x26; &unknown; C</TITLE>\
             <meta property=og:title content='It&#39;s > that'/><META content=\"a.jpg\" name=\"og:image\">\
             <link rel=alternate type='application/json+oembed' href='/o?url=1&amp;b=2'>\
             <meta property='og:title' content='second'></head><body><meta property=\"og:video\" content=\"no\">",
        );
        assert_eq!(head.title.as_deref(), Some("A & B – & &unknown; C"));
        assert_eq!(head.meta_of(&["og:title"]), Some("It's > that"));
        assert_eq!(head.meta_of(&["og:none", "og:image"]), Some("a.jpg"));
        assert_eq!(head.metas_of("og:title").count(), 2);
        assert_eq!(head.meta_of(&["og:video"]), None);
        assert_eq!(head.oembed.as_deref(), Some("/o?url=1&b=2"));
    }

    #[test]
    fn whatever_a_page_is_it_is_read_to_its_end() {
        for page in [
            "",
            "<",
            "<<<<",
            "<meta",
            "<meta a",
            "<meta =",
            "<meta a=",
            "<meta a='",
            "<title",
            "<title>",
            "<!--",
            "<script>",
            "<meta = = / > é",
            "&",
            "<title>&#xFFFFFFFF;&#x110000;&;",
            "<meta content=\"é",
            "< meta content=a property=b>",
        ] {
            assert_eq!(Head::read(page).metas.len(), 0, "{page}");
        }
        assert_eq!(Head::read(&"<a>".repeat(100_000)), Head::default());
    }
}
