//! The segments of a film: read from what its provider says, and written anew. Pure.
//!
//! Nothing of the provider's text goes on: what is written is made of the lengths alone. So no address, key or tag in there
//! reaches anybody, whatever else is in it.

use std::fmt::Write as _;

use url::Url;

/// The most segments of a film: a day and a half of six seconds each.
const SEGMENTS_MAX: usize = 20_000;
/// The longest segment.
const LENGTH_US_MAX: u64 = 60_000_000;
/// What changes the meaning of the segments that follow, and is not asked for: other playlists, keys, heads, parts of files,
/// breaks in time.
const REFUSED: [&str; 6] =
    ["#EXT-X-STREAM-INF", "#EXT-X-KEY", "#EXT-X-MAP", "#EXT-X-BYTERANGE", "#EXT-X-DISCONTINUITY", "#EXT-X-PART"];

/// The segments of a film, whole and in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playlist {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    length_us: u64,
    at: Url,
}

impl Playlist {
    /// Reads the playlist that was found at an address. `place` tells where a segment may be asked for, where it may be at all;
    /// one that may not makes the whole unreadable.
    pub fn read(text: &str, from: &Url, place: impl Fn(Url) -> Option<Url>) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        if lines.next() != Some("#EXTM3U") {
            return None;
        }
        let (mut segments, mut length_us, mut is_whole) = (Vec::new(), None, false);
        for line in lines.filter(|line| !line.is_empty()) {
            if let Some(length) = line.strip_prefix("#EXTINF:") {
                length_us = Some(read_length(length)?);
            } else if line == "#EXT-X-ENDLIST" {
                is_whole = true;
            } else if REFUSED.iter().any(|refused| line.starts_with(refused)) || segments.len() == SEGMENTS_MAX {
                return None;
            } else if !line.starts_with('#') {
                segments.push(Segment { length_us: length_us.take()?, at: place(from.join(line).ok()?)? });
            }
        }
        (is_whole && !segments.is_empty()).then_some(Self { segments })
    }

    /// Writes it with the addresses of this server: `segments/0.ts` and so on, beside itself.
    pub fn write(&self) -> String {
        let longest_s = self.segments.iter().map(|segment| segment.length_us.div_ceil(1_000_000)).max().unwrap_or(1);
        let mut text =
            format!("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{longest_s}\n#EXT-X-PLAYLIST-TYPE:VOD\n");
        for (number, Segment { length_us, .. }) in self.segments.iter().enumerate() {
            let (seconds, rest) = (length_us / 1_000_000, length_us % 1_000_000);
            // Writing to a text cannot fail.
            _ = write!(text, "#EXTINF:{seconds}.{rest:06},\nsegments/{number}.ts\n");
        }
        text.push_str("#EXT-X-ENDLIST\n");
        text
    }

    /// Returns how many segments there are.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Returns where the provider has a segment.
    pub(super) fn segment(&self, number: usize) -> Option<&Url> {
        self.segments.get(number).map(|segment| &segment.at)
    }
}

/// Reads `6.000000, a title` to the microsecond.
fn read_length(text: &str) -> Option<u64> {
    let (seconds, rest) =
        text.split(',').next()?.trim().split_once('.').unwrap_or((text.split(',').next()?.trim(), "0"));
    let is_number =
        |digits: &str| !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(seconds) || !is_number(rest) {
        return None;
    }
    let rest: String = rest.chars().chain("000000".chars()).take(6).collect();
    let length_us = seconds.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(rest.parse().ok()?)?;
    (1..=LENGTH_US_MAX).contains(&length_us).then_some(length_us)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Playlist;

    const SAID: &str = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n\
        #EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:6.000000, nodesc\nhls1/main/0.ts?ApiKey=secret\n#EXTINF:2.5, nodesc\r\n\
        hls1/main/1.ts?ApiKey=secret\n#EXT-X-ENDLIST\n";

    fn read(text: &str) -> Option<Playlist> {
        let from = Url::parse("http://jelly.example/Videos/a/main.m3u8").unwrap();
        Playlist::read(text, &from, |at| (at.host_str() == Some("jelly.example")).then_some(at))
    }

    #[test]
    fn what_is_written_is_made_of_the_lengths_alone() {
        let playlist = read(SAID).unwrap();
        assert_eq!(
            playlist.write(),
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6.000000,\n\
             segments/0.ts\n#EXTINF:2.500000,\nsegments/1.ts\n#EXT-X-ENDLIST\n"
        );
        let second = playlist.segment(1).unwrap();
        assert_eq!(second.as_str(), "http://jelly.example/Videos/a/hls1/main/1.ts?ApiKey=secret");
        assert_eq!((playlist.len(), playlist.segment(2)), (2, None));
        let talkative =
            SAID.replace("#EXT-X-VERSION:3", "#EXT-X-MEDIA:TYPE=SUBTITLES,URI=\"s.m3u8?ApiKey=secret\"\n# secret");
        assert_eq!(read(&talkative).unwrap().write(), playlist.write());
    }

    #[test]
    fn what_is_no_whole_list_of_segments_is_not_read() {
        let second = "hls1/main/1.ts";
        for (from, to) in [
            ("#EXTM3U", "<html>"),
            ("#EXT-X-ENDLIST", ""),
            ("#EXTINF:2.5, nodesc", ""),
            ("2.5,", "-2.5,"),
            ("2.5,", "0,"),
            ("2.5,", "61,"),
            ("2.5,", "1e3,"),
            ("2.5,", "99999999999999999999,"),
            (second, "http://other.example/1.ts"),
            (second, "//other.example/1.ts"),
            (second, "http://"),
            ("#EXT-X-VERSION:3", "#EXT-X-MAP:URI=\"x\""),
            ("#EXT-X-VERSION:3", "#EXT-X-KEY:METHOD=AES-128,URI=\"x\""),
            ("#EXT-X-VERSION:3", "#EXT-X-STREAM-INF:BANDWIDTH=1\nmain.m3u8"),
        ] {
            assert!(SAID.contains(from));
            assert_eq!(read(&SAID.replace(from, to)), None, "{to}");
        }
        assert_eq!(read("#EXTM3U\n#EXT-X-ENDLIST"), None, "nothing in it");
        let endless = format!("#EXTM3U\n{}#EXT-X-ENDLIST", "#EXTINF:6,\na.ts\n".repeat(20_001));
        assert_eq!(read(&endless), None);
    }
}
