//! Languages as providers write them, and as they are compared.

use collation::folded;

/// A language by the code of two letters that the web uses, and how else it is written: codes of three letters, and its names in
/// English and in itself.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("ar", &["ara", "arabic", "العربية"]),
    ("bg", &["bul", "bulgarian"]),
    ("ca", &["cat", "catalan", "catala"]),
    ("cs", &["ces", "cze", "czech", "cestina"]),
    ("da", &["dan", "danish", "dansk"]),
    ("de", &["deu", "ger", "german", "deutsch"]),
    ("el", &["ell", "gre", "greek"]),
    ("en", &["eng", "english"]),
    ("eo", &["epo", "esperanto"]),
    ("es", &["spa", "spanish", "espanol", "castellano"]),
    ("et", &["est", "estonian"]),
    ("eu", &["eus", "baq", "basque", "euskara"]),
    ("fa", &["fas", "per", "persian", "farsi"]),
    ("fi", &["fin", "finnish", "suomi"]),
    ("fr", &["fra", "fre", "french", "francais"]),
    ("gl", &["glg", "galician"]),
    ("he", &["heb", "hebrew"]),
    ("hi", &["hin", "hindi"]),
    ("hr", &["hrv", "croatian"]),
    ("hu", &["hun", "hungarian", "magyar"]),
    ("id", &["ind", "indonesian"]),
    ("is", &["isl", "ice", "icelandic"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "japanese"]),
    ("ko", &["kor", "korean"]),
    ("la", &["lat", "latin"]),
    ("lt", &["lit", "lithuanian"]),
    ("lv", &["lav", "latvian"]),
    ("ms", &["msa", "may", "malay"]),
    ("nl", &["nld", "dut", "dutch", "nederlands"]),
    ("no", &["nor", "nob", "nb", "nno", "nn", "norwegian", "norsk"]),
    ("pl", &["pol", "polish", "polski"]),
    ("pt", &["por", "portuguese", "portugues"]),
    ("ro", &["ron", "rum", "romanian"]),
    ("ru", &["rus", "russian"]),
    ("sk", &["slk", "slo", "slovak"]),
    ("sl", &["slv", "slovenian"]),
    ("sr", &["srp", "serbian"]),
    ("sv", &["swe", "swedish", "svenska"]),
    ("ta", &["tam", "tamil"]),
    ("te", &["tel", "telugu"]),
    ("th", &["tha", "thai"]),
    ("tr", &["tur", "turkish", "turkce"]),
    ("uk", &["ukr", "ukrainian"]),
    ("vi", &["vie", "vietnamese"]),
    ("zh", &["zho", "chi", "cmn", "yue", "chinese", "mandarin", "cantonese"]),
];

/// Returns a language as it is compared: by its code of two letters where that is known, without country or script, and else as it
/// is written, without case and accents.
pub(super) fn language_key(written: &str) -> String {
    let written = folded(written.trim());
    let known = |word: &str| LANGUAGES.iter().find(|(code, others)| *code == word || others.contains(&word));
    let first = written.split(['-', '_']).next().unwrap_or_default();
    let is_code = (2..=3).contains(&first.len());
    let found = known(&written).or_else(|| known(first).filter(|_| is_code));
    found.map_or_else(|| written.clone(), |(code, _)| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::language_key;

    #[test]
    fn a_language_is_the_same_however_it_is_written() {
        for (written, key) in [
            ("en", "en"),
            ("en-US", "en"),
            ("ENG", "en"),
            ("English", "en"),
            ("Français", "fr"),
            ("pt_BR", "pt"),
            ("zh-Hant-TW", "zh"),
            ("tlh", "tlh"),
            (" Klingon ", "klingon"),
            ("Anglo-Saxon", "anglo-saxon"),
        ] {
            assert_eq!(language_key(written), key, "{written}");
        }
    }
}
