//! What `deploy/` and the documents say of the binary is so: every setting and every command that they name exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;

/// Variables of builds and tests, which the binary does not read.
const NOT_OF_THE_BINARY: [&str; 4] = ["SAMEFRAME_WEB", "SAMEFRAME_CI", "SAMEFRAME_BIN", "SAMEFRAME_NODES"];

fn help(task: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sameframe")).args(task).arg("--help").output().unwrap();
    assert!(output.status.success(), "{task:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every command of the binary.
fn tasks() -> BTreeSet<String> {
    let help = help(&[]);
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|extension| extension != "png") {
            found.push(path);
        }
    }
}

#[test]
fn every_setting_and_command_that_deploy_and_the_documents_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = vec![root.join("README.md")];
    files(&root.join("deploy"), &mut paths);
    files(&root.join("docs"), &mut paths);
    let tasks = tasks();
    assert!(tasks.contains("serve") && tasks.contains("backup"), "{tasks:?}");
    let every_help: String = tasks.iter().filter(|task| *task != "help").map(|task| help(&[task])).collect();
    let variable = Regex::new(r"SAMEFRAME_[A-Z_]*[A-Z]").unwrap();
    let command = Regex::new(r"(?:^|[`/ ])sameframe ([a-z]+)((?: [^\s`|&;#]+)*)").unwrap();
    let flag = Regex::new(r" (--[a-z][a-z-]*)").unwrap();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut complain = |what: &str| wrong.push(format!("{}: {what}", path.display()));
        for found in variable.find_iter(&text).map(|found| found.as_str()) {
            seen += 1;
            if !NOT_OF_THE_BINARY.contains(&found) && !every_help.contains(&format!("[env: {found}")) {
                complain(found);
            }
        }
        for found in command.captures_iter(&text) {
            // Prose may begin with the name; what has a flag or stands between backticks is meant.
            let is_meant = found[0].starts_with(['`', '/']) || found[2].contains(" --");
            if is_meant && !tasks.contains(&found[1]) {
                complain(&format!("sameframe {}", &found[1]));
            }
            for flag in flag.captures_iter(&found[2]).filter(|_| tasks.contains(&found[1])) {
                seen += 1;
                if !help(&[&found[1]]).contains(&flag[1]) {
                    complain(&format!("sameframe {} {}", &found[1], &flag[1]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 20, "only {seen} were found: is the search still right?");
}

/// The stages of the Dockerfile: what each is built on, what it is called, and its instructions.
fn stages(dockerfile: &str) -> Vec<(String, String, Vec<String>)> {
    let whole = dockerfile.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut stages: Vec<(String, String, Vec<String>)> = Vec::new();
    for instruction in whole.replace("\\\n", " ").lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = instruction.split_whitespace().collect();
        match (words.as_slice(), stages.last_mut()) {
            (["FROM", base, "AS", name], _) => stages.push(((*base).to_owned(), (*name).to_owned(), Vec::new())),
            (["FROM", base], _) => stages.push(((*base).to_owned(), String::new(), Vec::new())),
            (_, Some((_, _, instructions))) => instructions.push(words.join(" ")),
            (_, None) => assert!(instruction.starts_with("ARG "), "{instruction}"),
        }
    }
    stages
}

#[test]
fn both_variants_of_the_image_run_as_nobody_and_name_what_they_are_built_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
    let dockerfile = read("deploy/Dockerfile");
    let image = Regex::new(r"(?m)^ARG ([A-Z]+_IMAGE)=(\S+):([\w.-]+)$").unwrap();
    let images: BTreeSet<String> = image
        .captures_iter(&dockerfile)
        .inspect(|image| assert_ne!(&image[3], "latest", "{}", &image[0]))
        .map(|image| format!("${{{}}}", &image[1]))
        .collect();
    let stages = stages(&dockerfile);
    let ((base, _, last), before) = stages.split_last().unwrap();
    assert_eq!(base, "${VARIANT}");
    assert!(dockerfile.contains("\nARG VARIANT=plain\n"), "without a word the image has no shell");
    for (base, name, _) in before {
        assert!(images.contains(base), "{name} is built on {base}, which can be named and has a tag");
    }
    for variant in ["plain", "with-ffmpeg"] {
        let (_, _, own) = before.iter().find(|(_, name, _)| name == variant).unwrap();
        assert!(own.iter().all(|instruction| !instruction.starts_with("USER")), "{variant}");
    }
    assert!(last.contains(&"USER 65532:65532".to_owned()), "{last:?}");
    assert!(last.iter().all(|instruction| !instruction.starts_with("RUN ")), "nothing is done there: {last:?}");
    let install = before.iter().flat_map(|(_, _, own)| own).find(|own| own.contains("apt-get install")).unwrap();
    for needed in ["set -eu;", "--no-install-recommends", "chmod a-s", "rm -rf", "/var/lib/apt/lists/*", "libx264"] {
        assert!(install.contains(needed), "{needed}");
    }
    assert!(read("docs/deploy.md").contains("--build-arg VARIANT=with-ffmpeg"));
}
