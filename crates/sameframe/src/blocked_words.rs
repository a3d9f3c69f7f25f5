//! The words that nobody may write on this server.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use session::{BadWord, Word, WordFilter};

/// Reads a file with one word a line; empty lines and those that begin with `#` say nothing.
pub(crate) fn read(file: &Path) -> anyhow::Result<WordFilter> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read the words in {}", file.display()))?;
    parse(&text).with_context(|| format!("the words in {} are wrong", file.display()))
}

fn parse(text: &str) -> anyhow::Result<WordFilter> {
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let word = |(number, line): (usize, &str)| {
        Word::parse(line).map_err(|BadWord| anyhow!("line {number}: a word has 1 to 40 letters, and no gap"))
    };
    let words = lines.map(word).collect::<anyhow::Result<Vec<_>>>()?;
    if words.len() > session::limits::WORDS_MAX {
        anyhow::bail!("there are {} words, at most {} are read", words.len(), session::limits::WORDS_MAX);
    }
    Ok(WordFilter::new(words))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn words_stand_on_lines_of_their_own() {
        let filter = parse("# mine\n\n  darn \nheck*\n").unwrap();
        assert!(filter.finds("D4rn!") && filter.finds("heckler") && !filter.finds("mine"));
        let error = parse("fine\ntwo words\n").unwrap_err().to_string();
        assert!(error.starts_with("line 2"), "{error}");
    }
}
