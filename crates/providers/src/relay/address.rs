//! Under which addresses of this server streams are passed on: only under those that it has given out.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::location::Location;

const PATH: &str = "/media/relay/";
const PLAYLIST: &str = "/index.m3u8";
/// The longest name of a video that can be in an address.
const EXTERNAL_BYTES_MAX: usize = 64;
/// How much of a signature is in an address: nobody guesses 120 bits.
const TAG_BYTES: usize = 15;
const TAG_CHARS: usize = 24;

/// Signs the addresses of streams. Providers give their videos names that can be guessed or counted; with the signature, an
/// address is only known from who was given it.
#[derive(Clone)]
pub struct RelayKey([u8; 32]);

impl RelayKey {
    /// Takes the secret that all nodes of this server share.
    pub fn new(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Returns where this server passes the stream of a video on; nothing where the video's name is none for an address.
    pub fn address(&self, key: &Key) -> Option<Location> {
        self.below(key, PLAYLIST)
    }

    /// Returns where this server passes on the subtitles of a video that have this number.
    pub fn subtitles_address(&self, key: &Key, number: u32) -> Option<Location> {
        self.below(key, &format!("/subtitles/{number}.vtt"))
    }

    fn below(&self, key: &Key, path: &str) -> Option<Location> {
        let Key { provider, external } = key;
        let is_plain = is_id(external, 1..=EXTERNAL_BYTES_MAX);
        is_plain.then(|| Location::here(&format!("{PATH}{provider}/{external}.{}{path}", self.tag(key)))).flatten()
    }

    /// Returns the video that is called so in an address; nothing where this server has not given that out.
    pub fn read(&self, provider: &ProviderId, name: &str) -> Option<Key> {
        let (external, tag) = name.split_once('.')?;
        let signature = BASE32_NOPAD.decode(tag.to_ascii_uppercase().as_bytes()).ok()?;
        let key = Key::new(provider, external).ok().filter(|_| is_id(external, 1..=EXTERNAL_BYTES_MAX))?;
        let is_own = signature.len() == TAG_BYTES && self.mac(&key).verify_truncated_left(&signature).is_ok();
        is_own.then_some(key)
    }

    fn tag(&self, key: &Key) -> String {
        let signature = self.mac(key).finalize().into_bytes();
        let mut tag = BASE32_NOPAD.encode(&signature);
        tag.truncate(TAG_CHARS);
        tag.to_ascii_lowercase()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, key: &Key) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        // A provider's name has no slash in it, so no two videos make the same text.
        mac.update(format!("relay/{}/{}", key.provider, key.external).as_bytes());
        mac
    }
}

/// Returns the provider and the name of the video in an address under which a stream is passed on. Whether this server has
/// given it out, its provider knows.
pub fn named(address: &str) -> Option<(ProviderId, &str)> {
    let (provider, name) = address.strip_prefix(PATH)?.strip_suffix(PLAYLIST)?.split_once('/')?;
    let is_name = name
        .split_once('.')
        .is_some_and(|(external, tag)| is_id(external, 1..=EXTERNAL_BYTES_MAX) && is_id(tag, TAG_CHARS..=TAG_CHARS));
    Some((ProviderId::parse(provider).ok().filter(|_| is_name)?, name))
}

#[cfg(test)]
mod tests {
    use super::{RelayKey, named};
    use crate::{Key, ProviderId};

    #[test]
    fn only_an_address_that_was_given_out_names_a_video() {
        let provider = ProviderId::parse("jellyfin:home").unwrap();
        let key = |external: &str| Key::new(&provider, external).unwrap();
        let signs = RelayKey::new(b"secret");
        let address = signs.address(&key("abc-1")).unwrap().to_string();
        let (of, name) = named(&address).unwrap();
        assert_eq!((of, signs.read(&provider, name)), (provider.clone(), Some(key("abc-1"))));
        let tag = name.strip_prefix("abc-1.").unwrap();
        assert_eq!(tag.len(), 24);
        assert_eq!(RelayKey::new(b"other").read(&provider, name), None, "another server's");
        assert_eq!(signs.read(&ProviderId::parse("jellyfin:work").unwrap(), name), None, "another provider's");
        for forged in
            [&format!("abc-2.{tag}"), "abc-1.", "abc-1", &format!("abc-1.{}", tag.split_at(22).0), &tag.repeat(99)]
        {
            assert_eq!(signs.read(&provider, forged), None, "{forged}");
        }
        assert_eq!(signs.address(&key("../x")), None);
    }

    #[test]
    fn an_address_is_a_name_and_never_a_path() {
        let tag = "a".repeat(24);
        assert!(named(&format!("/media/relay/jellyfin:home/abc.{tag}/index.m3u8")).is_some());
        for other in [
            format!("/media/relay/jellyfin:home/../abc.{tag}/index.m3u8"),
            format!("/media/relay/jellyfin:home/abc.{tag}/x/index.m3u8"),
            format!("/media/relay/jellyfin:home/abc.{tag}"),
            format!("/media/relay/JELLY/abc.{tag}/index.m3u8"),
            format!("https://example.org/media/relay/jellyfin:home/abc.{tag}/index.m3u8"),
            "/media/relay/jellyfin:home/abc.x/index.m3u8".to_owned(),
        ] {
            assert_eq!(named(&other), None, "{other}");
        }
    }
}
