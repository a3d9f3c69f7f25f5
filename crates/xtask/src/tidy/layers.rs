//! Dependencies point down only, and the pure crates name nothing that could wait, read a clock or do IO.

use super::finding::Finding;
use crate::workspace::{Dependency, Metadata, Package};

/// What a crate may depend on.
struct Layer {
    name: &'static str,
    /// Crates of the workspace.
    below: &'static [&'static str],
    /// Other packages, for a crate that may have only these.
    outside: Option<&'static [&'static str]>,
}

const PURE: Option<&[&str]> = Some(&[]);

/// The layers, bottom first. A new crate is a line here.
const LAYERS: &[Layer] = &[
    Layer { name: "timeline", below: &[], outside: PURE },
    Layer { name: "collation", below: &[], outside: Some(&["unicode-normalization", "unicode-properties"]) },
    Layer {
        name: "session",
        below: &["timeline", "collation"],
        outside: Some(&["imbl", "unicode-normalization", "unicode-properties"]),
    },
    Layer { name: "experiment", below: &[], outside: Some(&["serde", "sha2"]) },
    Layer { name: "protocol", below: &[], outside: Some(&["serde", "serde_json", "ts-rs", "utoipa"]) },
    Layer { name: "recommend", below: &[], outside: Some(&["pulp", "rayon"]) },
    Layer { name: "web-assets", below: &[], outside: Some(&["sha2"]) },
    Layer { name: "library", below: &["collation"], outside: None },
    Layer { name: "store", below: &["session", "timeline", "collation", "experiment"], outside: None },
    Layer { name: "broker", below: &["session"], outside: None },
    Layer { name: "providers", below: &["session", "timeline", "store"], outside: None },
    Layer { name: "host", below: &["timeline", "session", "store", "broker"], outside: None },
    Layer {
        name: "api",
        below: &[
            "timeline",
            "collation",
            "session",
            "store",
            "broker",
            "host",
            "protocol",
            "web-assets",
            "experiment",
            "library",
            "providers",
            "recommend",
        ],
        outside: None,
    },
    Layer {
        name: "workers",
        below: &["timeline", "session", "store", "recommend", "experiment", "providers", "library"],
        outside: None,
    },
    Layer {
        name: "sameframe",
        below: &[
            "timeline",
            "session",
            "store",
            "broker",
            "host",
            "protocol",
            "web-assets",
            "library",
            "recommend",
            "providers",
            "experiment",
            "workers",
            "api",
        ],
        outside: None,
    },
    Layer {
        name: "testkit",
        below: &[
            "timeline",
            "session",
            "store",
            "broker",
            "host",
            "protocol",
            "web-assets",
            "workers",
            "api",
            "sameframe",
            "experiment",
        ],
        outside: None,
    },
    Layer {
        name: "simulation",
        below: &["timeline", "collation", "session", "store", "broker", "host"],
        outside: None,
    },
    Layer { name: "loadgen", below: &["testkit"], outside: None },
    Layer { name: "xtask", below: &["protocol", "api", "recommend"], outside: None },
];

/// Compares every manifest with the table.
pub(crate) fn check(metadata: &Metadata) -> Vec<Finding> {
    let members: Vec<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    metadata.packages.iter().flat_map(|package| check_package(package, &members)).collect()
}

fn check_package(package: &Package, members: &[&str]) -> Vec<Finding> {
    let manifest = format!("crates/{}/Cargo.toml", package.name);
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == package.name) else {
        let what = format!("the crate `{}` stands in no layer", package.name);
        return vec![Finding::new(&manifest, 1, what, "add it to the table in crates/xtask/src/tidy/layers.rs")];
    };
    // Tests may use what they like.
    let dependencies = package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    dependencies.filter_map(|dependency| check_dependency(layer, dependency, members, &manifest)).collect()
}

fn check_dependency(layer: &Layer, dependency: &Dependency, members: &[&str], manifest: &str) -> Option<Finding> {
    let name = dependency.name.as_str();
    if members.contains(&name) {
        let advice = "dependencies point down only: move the code, or pass a value instead";
        let what = format!("`{}` depends on `{name}`, which is not below it", layer.name);
        return (!layer.below.contains(&name)).then(|| Finding::new(manifest, 1, what, advice));
    }
    let allowed = layer.outside?;
    let what = format!("`{}` depends on `{name}`", layer.name);
    (!allowed.contains(&name)).then(|| Finding::new(manifest, 1, what, "this crate keeps to its list: see the table"))
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, check};
    use crate::workspace::Metadata;

    #[track_caller]
    fn found(name: &str, dependency: &str, kind: Option<&str>) -> usize {
        let kind = serde_json::to_string(&kind).unwrap();
        let json = format!(
            r#"{{"target_directory": "/t", "packages": [
                {{"name": "{name}", "dependencies": [{{"name": "{dependency}", "kind": {kind}}}]}},
                {{"name": "host", "dependencies": []}}, {{"name": "testkit", "dependencies": []}},
                {{"name": "session", "dependencies": []}}]}}"#
        );
        let metadata: Metadata = serde_json::from_str(&json).unwrap();
        check(&metadata).len()
    }

    #[test]
    fn dependencies_point_down() {
        assert_eq!(found("api", "host", None), 0);
        assert_eq!(found("store", "host", None), 1);
        assert_eq!(found("store", "testkit", None), 1);
        assert_eq!(found("store", "testkit", Some("dev")), 0);
    }

    #[test]
    fn pure_crates_have_a_list() {
        assert_eq!(found("timeline", "tokio", None), 1);
        assert_eq!(found("timeline", "serde", None), 1);
        assert_eq!(found("timeline", "serde_json", Some("dev")), 0);
        assert_eq!(found("protocol", "serde", None), 0);
        assert_eq!(found("protocol", "rand", Some("build")), 1);
    }

    #[test]
    fn an_unknown_crate_is_told() {
        assert_eq!(found("newcomer", "serde", None), 1);
    }

    #[test]
    fn the_table_itself_points_down() {
        for (index, layer) in LAYERS.iter().enumerate() {
            for below in layer.below {
                assert!(LAYERS[..index].iter().any(|lower| lower.name == *below), "{} {below}", layer.name);
            }
        }
    }
}
