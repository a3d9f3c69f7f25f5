//! What an add-on says that it has.

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    #[serde(default)]
    pub(super) catalogs: Vec<Catalog>,
    #[serde(default)]
    resources: Vec<Resource>,
    types: Option<Vec<String>>,
    id_prefixes: Option<Vec<String>>,
}

/// A part of an add-on: its name alone, or for which sorts and ids it is as well.
#[derive(Deserialize)]
#[serde(untagged)]
enum Resource {
    Name(String),
    Told {
        name: String,
        types: Option<Vec<String>>,
        #[serde(rename = "idPrefixes")]
        id_prefixes: Option<Vec<String>>,
    },
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Catalog {
    #[serde(rename = "type")]
    pub(super) sort: String,
    pub(super) id: String,
    #[serde(default)]
    extra: Vec<Extra>,
    /// As older add-ons say it.
    #[serde(default)]
    extra_supported: Vec<String>,
    #[serde(default)]
    extra_required: Vec<String>,
}

#[derive(Deserialize)]
struct Extra {
    name: String,
    #[serde(rename = "isRequired", default)]
    is_required: bool,
}

impl Manifest {
    /// Tells whether the add-on has a part of its own for the subtitles of a video.
    pub(super) fn has_subtitles(&self, sort: &str, video: &str) -> bool {
        let is_for = |types: &Option<Vec<String>>, prefixes: &Option<Vec<String>>| {
            let (types, prefixes) =
                (types.as_ref().or(self.types.as_ref()), prefixes.as_ref().or(self.id_prefixes.as_ref()));
            types.is_none_or(|types| types.iter().any(|own| own == sort))
                && prefixes.is_none_or(|prefixes| prefixes.iter().any(|own| video.starts_with(own.as_str())))
        };
        self.resources.iter().any(|resource| match resource {
            Resource::Name(name) => name == "subtitles" && is_for(&None, &None),
            Resource::Told { name, types, id_prefixes } => name == "subtitles" && is_for(types, id_prefixes),
            Resource::Other(_) => false,
        })
    }
}

impl Catalog {
    /// Tells whether it lists without being told what to look for.
    pub(super) fn is_plain(&self) -> bool {
        self.required().next().is_none()
    }

    /// Tells whether it looks for words, and needs to know nothing else.
    pub(super) fn searches(&self) -> bool {
        self.takes("search") && self.required().all(|name| name == "search")
    }

    /// Tells whether it can be told something by this name.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.extra.iter().any(|extra| extra.name == name) || self.extra_supported.iter().any(|own| own == name)
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        let told = self.extra.iter().filter(|extra| extra.is_required).map(|extra| extra.name.as_str());
        told.chain(self.extra_required.iter().map(String::as_str))
    }
}
