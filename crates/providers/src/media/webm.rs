//! `WebM` and Matroska (RFC 8794, RFC 9559): the length stands in `Segment/Info`, in units that stand there too.

const EBML: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const UNIT_NS: u32 = 0x002A_D7B1;
const DURATION: u32 = 0x4489;
/// A unit where none is told: a millisecond.
const USUAL_UNIT_NS: u64 = 1_000_000;
/// Longer than any film, in milliseconds: a year.
const LENGTH_MS_MAX: f64 = 31_536_000_000.0;

/// Reads the length from the beginning of a file, in milliseconds.
pub(crate) fn length_ms(begin: &[u8]) -> Option<u64> {
    let (first, rest) = Element::read(begin)?;
    if first.id != EBML {
        return None;
    }
    let (segment, _) = Element::read(rest)?;
    if segment.id != SEGMENT {
        return None;
    }
    let info = find(segment.body, INFO)?;
    let unit_ns = find(info, UNIT_NS)
        .map_or(USUAL_UNIT_NS, |bytes| bytes.iter().take(8).fold(0, |number, &byte| (number << 8) | u64::from(byte)));
    let units = match find_whole(info, DURATION)? {
        [a, b, c, d] => f64::from(f32::from_be_bytes([*a, *b, *c, *d])),
        bytes => f64::from_be_bytes(bytes.try_into().ok()?),
    };
    #[expect(clippy::cast_precision_loss, reason = "a unit is far below 2^52 ns")]
    let length_ms = units * unit_ns as f64 / 1_000_000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "its range was looked at")]
    (1.0..=LENGTH_MS_MAX).contains(&length_ms).then_some(length_ms as u64)
}

/// Half of what contains others is good for those that are there; half a number is another number.
fn find_whole(bytes: &[u8], id: u32) -> Option<&[u8]> {
    find_element(bytes, id).filter(|element| element.is_whole).map(|element| element.body)
}

fn find(bytes: &[u8], id: u32) -> Option<&[u8]> {
    find_element(bytes, id).map(|element| element.body)
}

fn find_element(mut bytes: &[u8], id: u32) -> Option<Element<'_>> {
    loop {
        let (element, rest) = Element::read(bytes)?;
        if element.id == id {
            return Some(element);
        }
        bytes = rest;
    }
}

struct Element<'a> {
    id: u32,
    /// What is in it, as far as it was read.
    body: &'a [u8],
    is_whole: bool,
}

impl<'a> Element<'a> {
    /// Reads an element, and returns what comes after it.
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (id, id_bytes) = number(bytes, Marker::Keep)?;
        let after_id = bytes.get(id_bytes..)?;
        let (length, length_bytes) = number(after_id, Marker::Drop)?;
        let content = after_id.get(length_bytes..)?;
        let end = usize::try_from(length).unwrap_or(usize::MAX).min(content.len());
        let (body, rest) = content.split_at(end);
        Some((Self { id: u32::try_from(id).ok()?, body, is_whole: end as u64 == length }, rest))
    }
}

#[derive(Clone, Copy)]
enum Marker {
    Keep,
    Drop,
}

/// Reads a number whose first bits say how many bytes it has. One of ones only is a length that nobody knew.
fn number(bytes: &[u8], marker: Marker) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let count = first.leading_zeros() as usize + 1;
    let all = bytes.get(..count).filter(|_| count <= 8)?;
    let whole = all.iter().fold(0, |number, &byte| (number << 8) | u64::from(byte));
    let mask = (1_u64 << (7 * count)) - 1;
    Some(match marker {
        Marker::Keep => (whole, count),
        Marker::Drop if whole & mask == mask => (u64::MAX, count),
        Marker::Drop => (whole & mask, count),
    })
}

#[cfg(test)]
mod tests {
    use super::length_ms;

    fn file(unit: &[u8], duration: &[u8]) -> Vec<u8> {
        let of = |id: &[u8], body: &[u8]| [id, &[0x80 | u8::try_from(body.len()).unwrap()], body].concat();
        let info = [of(&[0x2A, 0xD7, 0xB1], unit), of(&[0x44, 0x89], duration)].concat();
        let segment = [of(&[0xEC], b"void"), of(&[0x15, 0x49, 0xA9, 0x66], &info)].concat();
        let unknown_length = [&[0x18, 0x53, 0x80, 0x67, 0x01][..], &[0xFF; 7], &segment].concat();
        [of(&[0x1A, 0x45, 0xDF, 0xA3], b"webm"), unknown_length].concat()
    }

    #[test]
    fn the_length_is_told_in_units() {
        assert_eq!(length_ms(&file(&[0x0F, 0x42, 0x40], &12_345.5_f64.to_be_bytes())), Some(12_345));
        assert_eq!(length_ms(&file(&[0x03, 0xE8], &5_000_000_f32.to_be_bytes())), Some(5_000));
    }

    #[test]
    fn whatever_the_bytes_are_an_answer_comes() {
        let whole = file(&[0x0F, 0x42, 0x40], &12_345.5_f64.to_be_bytes());
        for end in 0..whole.len() {
            assert!(matches!(length_ms(&whole[..end]), None | Some(12_345)));
        }
        for odd in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
            assert_eq!(length_ms(&file(&[0x0F, 0x42, 0x40], &odd.to_be_bytes())), None);
        }
        assert_eq!(length_ms(&[0; 64]), None);
        assert_eq!(length_ms(&[0xFF; 64]), None);
    }
}
