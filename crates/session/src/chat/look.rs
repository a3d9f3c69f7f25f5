//! Letters that are drawn like others: in one word they pass for them.

/// How a letter is taken that stands for different ones when it is written small and large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// As it is drawn small.
    Small,
    /// As it is drawn large.
    Large,
}

/// Letters of Latin in a dress of their own, which nothing else takes off: `🅳` and `ᴅ` are a `d`.
pub(crate) fn undressed(c: char) -> char {
    let letter = |first: char| char::from_u32(u32::from('a') + (u32::from(c) - u32::from(first))).unwrap_or(c);
    match c {
        '\u{1F130}'..='\u{1F149}' => letter('\u{1F130}'),
        '\u{1F150}'..='\u{1F169}' => letter('\u{1F150}'),
        '\u{1F170}'..='\u{1F189}' => letter('\u{1F170}'),
        '\u{1F1E6}'..='\u{1F1FF}' => letter('\u{1F1E6}'),
        'ᴀ' | 'ɑ' => 'a',
        'ʙ' => 'b',
        'ᴄ' => 'c',
        'ᴅ' => 'd',
        'ᴇ' => 'e',
        'ꜰ' => 'f',
        'ɢ' | 'ɡ' => 'g',
        'ʜ' => 'h',
        'ɪ' | 'ı' => 'i',
        'ᴊ' => 'j',
        'ᴋ' => 'k',
        'ʟ' => 'l',
        'ᴍ' => 'm',
        'ɴ' => 'n',
        'ᴏ' => 'o',
        'ᴘ' => 'p',
        'ꞯ' => 'q',
        'ʀ' => 'r',
        'ꜱ' => 's',
        'ᴛ' => 't',
        'ᴜ' => 'u',
        'ᴠ' => 'v',
        'ᴡ' => 'w',
        'ʏ' => 'y',
        'ᴢ' => 'z',
        other => other,
    }
}

/// Returns whether a word, without case, may pass for another: letters of two scripts stand in it, or such as hardly any
/// language writes. A word of Russian or Greek alone is what it is, whatever it looks like.
pub(crate) fn is_disguised(word: &str) -> bool {
    let is_latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let is_other = word.chars().any(|c| latin(c, Drawn::Small) != c);
    let is_odd = word.chars().any(|c| matches!(c, 'ѕ' | 'ԁ' | 'ԛ' | 'ԝ' | 'һ' | 'ӏ' | 'ϲ' | 'ϳ'));
    (is_latin && is_other) || is_odd
}

/// Returns a text, without case, in the Latin letters that its own look like.
pub(crate) fn as_drawn(text: &str, drawn: Drawn) -> String {
    text.chars().map(|c| latin(c, drawn)).collect()
}

fn latin(c: char, drawn: Drawn) -> char {
    let (small, large) = match c {
        // These stand for another letter when they are large.
        'и' => ('u', 'n'),
        'ν' => ('v', 'n'),
        'η' => ('n', 'h'),
        'υ' => ('u', 'y'),
        'а' | 'α' => ('a', 'a'),
        'в' | 'ь' | 'β' => ('b', 'b'),
        'с' | 'ϲ' => ('c', 'c'),
        'ԁ' => ('d', 'd'),
        'е' | 'э' | 'є' | 'ε' => ('e', 'e'),
        'н' | 'һ' => ('h', 'h'),
        'і' | 'ι' => ('i', 'i'),
        'ј' | 'ϳ' => ('j', 'j'),
        'к' | 'κ' => ('k', 'k'),
        'ӏ' => ('l', 'l'),
        'м' | 'μ' => ('m', 'm'),
        'п' => ('n', 'n'),
        'о' | 'ο' | 'σ' => ('o', 'o'),
        'р' | 'ρ' => ('p', 'p'),
        'ԛ' => ('q', 'q'),
        'г' | 'я' => ('r', 'r'),
        'ѕ' => ('s', 's'),
        'т' | 'τ' => ('t', 't'),
        'ѵ' => ('v', 'v'),
        'ԝ' | 'ш' | 'ω' => ('w', 'w'),
        'х' | 'χ' => ('x', 'x'),
        'у' | 'ү' | 'γ' => ('y', 'y'),
        'ζ' => ('z', 'z'),
        other => (other, other),
    };
    match drawn {
        Drawn::Small => small,
        Drawn::Large => large,
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, as_drawn, is_disguised, undressed};

    #[test]
    fn letters_in_a_dress_are_the_letters_that_they_are() {
        let text = "🅳🄰🅡ɴ🇿";
        assert_eq!(text.chars().map(undressed).collect::<String>(), "darnz");
    }

    #[test]
    fn only_a_word_of_two_scripts_or_odd_letters_passes_for_another() {
        for word in ["dаrn", "ѕор", "αss"] {
            assert!(is_disguised(word), "{word}");
        }
        for word in ["сор", "рот", "нос", "και", "darn", "größe", "日本", "1st"] {
            assert!(!is_disguised(word), "{word}");
        }
    }

    #[test]
    fn a_letter_is_drawn_otherwise_when_it_is_large() {
        assert_eq!((as_drawn("dаrν", Drawn::Small), as_drawn("dаrν", Drawn::Large)), ("darv".into(), "darn".into()));
    }
}
