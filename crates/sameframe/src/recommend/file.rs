//! A file of what people watched: CSV with the columns `user,item,rating,time`.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use csv::{ReaderBuilder, StringRecord, Trim};
use recommend::{Interaction, USERS_MAX, VIDEOS_MAX};

const HEADER: [&str; 4] = ["user", "item", "rating", "time"];
/// What is read into memory at most.
const ROWS_MAX: usize = 10_000_000;
const BYTES_MAX: u64 = 1 << 30;
const ID_BYTES_MAX: usize = 256;
const LINE_BYTES_MAX: usize = 64 << 10;
/// From which size on a time is not in seconds any more, and how many of it are one: of milli-, micro- and nanoseconds.
const UNITS: [(u64, i64); 3] =
    [(100_000_000_000_000_000, 1_000_000_000), (100_000_000_000_000, 1_000_000), (100_000_000_000, 1_000)];

/// What stands in a file.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) users: usize,
    pub(crate) videos: usize,
    pub(crate) rows: Vec<Interaction>,
}

/// Reads a file. Fails with the line at the first row that is wrong.
pub(crate) fn read(path: &Path) -> Result<Read> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let bytes = file.metadata().with_context(|| format!("cannot look at {}", path.display()))?.len();
    ensure!(
        bytes <= BYTES_MAX,
        "{} has {bytes} bytes, more than {BYTES_MAX}; keep the newest rows and try again",
        path.display()
    );
    parse(file).with_context(|| format!("cannot read {}", path.display()))
}

fn parse(text: impl std::io::Read) -> Result<Read> {
    let lines = Lines { text, number: 1, bytes: 0 };
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(lines);
    let header = reader.headers().map_err(|error| unreadable(&error))?;
    ensure!(
        header.iter().map(|name| name.trim_start_matches('\u{feff}')).eq(HEADER),
        "line 1 is not the header {:?}; write it first, and the columns in its order",
        HEADER.join(",")
    );
    let (mut users, mut videos) = (Ids::new("users", USERS_MAX), Ids::new("items", VIDEOS_MAX));
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        ensure!(rows.len() < ROWS_MAX, "line {line}: more than {ROWS_MAX} rows; keep the newest and try again");
        rows.push(row(&record, &mut users, &mut videos).with_context(|| format!("line {line}"))?);
    }
    ensure!(!rows.is_empty(), "there is no row after the header; write one for each time somebody watched something");
    to_seconds(&mut rows);
    Ok(Read { users: users.numbers.len(), videos: videos.numbers.len(), rows })
}

fn unreadable(error: &csv::Error) -> anyhow::Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => anyhow!("line {line} is not UTF-8; save the file as UTF-8"),
        csv::ErrorKind::Io(error) => anyhow!("{error}"),
        _ => anyhow!("line {line}: {error}"),
    }
}

fn row(record: &StringRecord, users: &mut Ids, videos: &mut Ids) -> Result<Interaction> {
    let fields: Vec<&str> = record.iter().collect();
    let [user, video, rating, time] = fields[..] else {
        bail!("{} fields instead of 4; write user, item, rating and time", fields.len());
    };
    // That somebody watched it says more than what they gave it; but what is no number is a mistake somewhere.
    number(rating).with_context(|| format!("the rating {rating:?} is no number; write one such as 4 or 3.5"))?;
    let at_s = whole(time)
        .with_context(|| format!("the time {time:?} is no number; write seconds since 1970, such as 978300760"))?;
    Ok(Interaction { user: users.number("user", user)?, video: videos.number("item", video)?, weight: 1.0, at_s })
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn whole(text: &str) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "a float is cut to the range of times")]
    text.parse().ok().or_else(|| number(text).map(|number| number.floor() as i64))
}

/// Times may be in seconds, or in thousandths, millionths or billionths of them, which their size tells.
fn to_seconds(rows: &mut [Interaction]) {
    let largest = rows.iter().map(|row| row.at_s.unsigned_abs()).max().unwrap_or_default();
    if let Some((_, per_second)) = UNITS.iter().find(|(from, _)| largest >= *from) {
        for row in rows {
            row.at_s = row.at_s.div_euclid(*per_second);
        }
    }
}

/// Lines of a bounded length: what is no table of rows is not read into memory as one.
struct Lines<R> {
    text: R,
    number: u64,
    bytes: usize,
}

impl<R: std::io::Read> std::io::Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.text.read(into)?;
        for byte in &into[..count] {
            self.bytes += 1;
            if self.bytes > LINE_BYTES_MAX {
                let number = self.number;
                return Err(std::io::Error::other(format!(
                    "line {number} has more than {LINE_BYTES_MAX} bytes; write a line for each row"
                )));
            }
            if *byte == b'\n' {
                self.number += 1;
                self.bytes = 0;
            }
        }
        Ok(count)
    }
}

/// Numbers for names, in the order of coming.
struct Ids {
    what: &'static str,
    max: usize,
    numbers: HashMap<Box<str>, u32>,
}

impl Ids {
    fn new(what: &'static str, max: usize) -> Self {
        Self { what, max, numbers: HashMap::new() }
    }

    fn number(&mut self, of: &str, id: &str) -> Result<u32> {
        if let Some(number) = self.numbers.get(id) {
            return Ok(*number);
        }
        let Self { what, max, .. } = *self;
        ensure!(!id.is_empty(), "the {of} is empty; write its id");
        ensure!(id.len() <= ID_BYTES_MAX, "the {of} has more than {ID_BYTES_MAX} bytes; write a shorter id");
        ensure!(self.numbers.len() < max, "more than {max} {what}; leave out those with the fewest rows");
        let number = u32::try_from(self.numbers.len())?;
        self.numbers.insert(id.into(), number);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn wrong(text: &str, words: &[&str]) {
        let error = format!("{:#}", parse(text.as_bytes()).unwrap_err());
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }

    #[test]
    fn ids_are_any_words_and_rows_stay_in_order() {
        let read = parse("user,item,rating,time\nana,\"Pie, the film\",4.5,20\n 7 ,x,0,10.9\nana,x,1,-3\n".as_bytes())
            .unwrap();
        assert_eq!((read.users, read.videos), (2, 2));
        let rows: Vec<_> = read.rows.iter().map(|row| (row.user, row.video, row.at_s)).collect();
        assert_eq!(rows, [(0, 0, 20), (1, 1, 10), (0, 1, -3)]);
    }

    #[test]
    fn the_unit_of_time_is_told_by_its_size() {
        for (time, seconds) in
            [("978300760", 978_300_760), ("978300760123", 978_300_760), ("978300760123456", 978_300_760)]
        {
            let read = parse(format!("user,item,rating,time\na,b,1,{time}").as_bytes()).unwrap();
            assert_eq!(read.rows[0].at_s, seconds);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        wrong("", &["header", "user,item,rating,time"]);
        wrong("a,b,4,10\n", &["line 1", "header"]);
        wrong("user,item,rating,time\n", &["no row"]);
        wrong("user,item,rating,time\na,b,4,1\na,b,4\n", &["line 3", "3 fields"]);
        wrong("user,item,rating,time\na,b,good,1\n", &["line 2", "\"good\"", "such as"]);
        wrong("user,item,rating,time\na,b,NaN,1\n", &["line 2", "rating"]);
        wrong("user,item,rating,time\na,b,4,yesterday\n", &["line 2", "seconds since 1970"]);
        wrong("user,item,rating,time\n,b,4,1\n", &["line 2", "user is empty"]);
        wrong(&format!("user,item,rating,time\na,{},4,1\n", "b".repeat(300)), &["line 2", "shorter id"]);
        let long = format!("user,item,rating,time\na,b,4,1\n{}", "a".repeat(70_000));
        wrong(&long, &["line 3 has more than 65536 bytes", "a line for each row"]);
        let mut bytes = b"user,item,rating,time\na,b,4,1\n".to_vec();
        bytes.extend([0xff, b',', b'b', b',', b'1', b',', b'1', b'\n']);
        assert!(format!("{:#}", parse(bytes.as_slice()).unwrap_err()).contains("line 3 is not UTF-8"));
    }
}
