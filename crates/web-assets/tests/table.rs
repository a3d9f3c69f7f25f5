//! What the server relies on. Each test holds for an empty table too, which `SAMEFRAME_WEB=off` makes.

use std::io::Read as _;

use web_assets::{ASSETS, find};

#[test]
fn every_file_is_found_under_its_path_and_no_other() {
    for asset in ASSETS {
        assert_eq!(find(asset.path).map(|found| found.path), Some(asset.path));
        assert!(asset.path.starts_with('/'), "{}", asset.path);
    }
    assert!(find("/no-such-file").is_none());
    assert!(find("").is_none());
}

#[test]
fn the_page_is_there_and_is_asked_for_again() {
    if ASSETS.is_empty() {
        return;
    }
    let page = find("/index.html").expect("the app has a page");
    assert_eq!(page.mime, "text/html; charset=utf-8");
    assert!(!page.immutable);
}

#[test]
fn scripts_and_styles_carry_a_hash_and_are_kept() {
    let mut scripts = 0;
    for asset in ASSETS.iter().filter(|asset| asset.path.starts_with("/assets/")) {
        scripts += usize::from(asset.mime.starts_with("text/javascript"));
        assert!(asset.immutable, "{} has no hash in its name", asset.path);
    }
    assert_eq!(ASSETS.is_empty(), scripts == 0);
}

#[test]
fn compressed_files_hold_what_the_plain_ones_do() {
    for asset in ASSETS {
        let Some(compressed) = asset.br else { continue };
        let mut plain = Vec::new();
        brotli_decompressor::Decompressor::new(compressed, 4096).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, asset.raw, "{}", asset.path);
    }
}

#[test]
fn etags_are_quoted_and_differ_between_files() {
    let mut seen = std::collections::HashMap::new();
    for asset in ASSETS {
        assert!(asset.etag.len() > 2 && asset.etag.starts_with('"') && asset.etag.ends_with('"'), "{}", asset.etag);
        let raw = seen.entry(asset.etag).or_insert(asset.raw);
        assert_eq!(*raw, asset.raw, "{} shares its etag with another file", asset.path);
    }
}
