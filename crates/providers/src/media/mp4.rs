//! MP4 (ISO/IEC 14496-12): boxes of a length, a name and what is in them. The length of the film stands in `moov/mvhd`.

/// What a part of a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mp4 {
    /// The film is so long, in milliseconds.
    Length(u64),
    /// It is told further on, from this byte of the part on.
    FurtherOn(u64),
    /// It is not told.
    Untold,
}

/// Looks at a part of a file that begins with a box.
pub(crate) fn look(part: &[u8]) -> Mp4 {
    let mut at = 0_u64;
    // What is behind the end of the part may be the box that is looked for; a box moves on by 8 bytes at the least.
    while let Some(found) = usize::try_from(at).ok().and_then(|start| part.get(start..)).and_then(Header::read) {
        if found.name == *b"moov" {
            let start = usize::try_from(at + found.head).unwrap_or(usize::MAX);
            return part.get(start..).and_then(film_ms).map_or(Mp4::Untold, Mp4::Length);
        }
        match found.length.and_then(|length| at.checked_add(length)) {
            Some(next) => at = next,
            None => return Mp4::Untold,
        }
    }
    if at >= part.len() as u64 && at > 0 { Mp4::FurtherOn(at) } else { Mp4::Untold }
}

struct Header {
    /// How long the box is with its header; nothing for one that goes on to the end.
    length: Option<u64>,
    head: u64,
    name: [u8; 4],
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let short = u64::from(u32_at(bytes, 0)?);
        let name: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
        if !name.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let (length, head) = match short {
            0 => (None, 8),
            1 => (Some(u64_at(bytes, 8)?).filter(|&length| length >= 16), 16),
            length => (Some(length).filter(|&length| length >= 8), 8),
        };
        Some(Self { length, head, name })
    }
}

/// Reads the film's header inside `moov`, where it comes first or soon.
fn film_ms(moov: &[u8]) -> Option<u64> {
    let mut rest = moov;
    loop {
        let header = Header::read(rest)?;
        if header.name == *b"mvhd" {
            let body = rest.get(usize::try_from(header.head).ok()?..)?;
            let (scale, length) = match body.first()? {
                0 => (u32_at(body, 12)?, u64::from(u32_at(body, 16)?).min(u64::from(u32::MAX))),
                1 => (u32_at(body, 20)?, u64_at(body, 24)?),
                _ => return None,
            };
            let is_unknown = length == 0 || length == u64::MAX || length == u64::from(u32::MAX);
            return if is_unknown { None } else { length.checked_mul(1_000)?.checked_div(u64::from(scale)) };
        }
        rest = rest.get(usize::try_from(header.length?).ok()?..)?;
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Mp4, look};

    fn boxed(name: [u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&length[..], &name, body].concat()
    }

    fn film(scale: u32, length: u32) -> Vec<u8> {
        let body = [&[0; 12][..], &scale.to_be_bytes(), &length.to_be_bytes(), &[0; 80]].concat();
        boxed(*b"moov", &[boxed(*b"free", b"x"), boxed(*b"mvhd", &body)].concat())
    }

    #[test]
    fn the_length_stands_in_the_films_header() {
        let begin = boxed(*b"ftyp", b"isom\0\0\0\0");
        assert_eq!(look(&[begin.clone(), film(600, 6_060)].concat()), Mp4::Length(10_100));
        let long = [&[1, 0, 0, 0][..], &[0; 16], &1_000_u32.to_be_bytes(), &7_200_500_u64.to_be_bytes()].concat();
        assert_eq!(look(&[begin, boxed(*b"moov", &boxed(*b"mvhd", &long))].concat()), Mp4::Length(7_200_500));
    }

    #[test]
    fn it_may_stand_behind_the_film_itself() {
        let begin = boxed(*b"ftyp", b"isom");
        let large = [&1_u32.to_be_bytes()[..], b"mdat", &5_000_000_000_u64.to_be_bytes(), &[0; 100]].concat();
        assert_eq!(look(&[begin, large].concat()), Mp4::FurtherOn(5_000_000_012));
    }

    #[test]
    fn the_sample_video_is_as_long_as_it_is() {
        let sample = include_bytes!("../../../../media/sample.mp4");
        let Mp4::Length(length_ms) = look(sample) else { panic!("the sample tells no length") };
        assert!((1_000..3_600_000).contains(&length_ms), "{length_ms}");
    }

    #[test]
    fn whatever_the_bytes_are_an_answer_comes() {
        for bytes in
            [&b""[..], b"abc", b"\0\0\0\0mdat", b"\0\0\0\x01mdat\0\0\0\0\0\0\0\0", b"\0\0\0\x04ftyp", b"<html><body>"]
        {
            assert_eq!(look(bytes), Mp4::Untold, "{bytes:?}");
        }
        assert_eq!(look(&film(0, 5)), Mp4::Untold);
        assert_eq!(look(&film(600, u32::MAX)), Mp4::Untold);
        let cut = film(600, 6_000);
        for end in 0..cut.len() {
            assert_ne!(look(&cut[..end]), Mp4::Length(0));
        }
    }
}
