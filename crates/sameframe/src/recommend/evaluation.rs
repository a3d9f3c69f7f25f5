//! The evaluation itself: each variant learns, and is measured on what it has not seen.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use indicatif::ProgressBar;
use recommend::evaluate::{Estimate, GroupTest, Kind, LeaveLastOut, Method};
use recommend::{Active, Interactions, Knn, Popularity, Recommender, Seeded, Taste, TasteOptions};

use workers::memory;

use super::file;
use super::report::{Counts, Group, Report, Variant};
use crate::{progress, telemetry};

const CASES_MAX: usize = 20_000;
const CASES_QUICK: usize = 1_000;
const GROUPS: usize = 200;
const GROUPS_QUICK: usize = 40;
const SIZES: [usize; 3] = [2, 4, 8];
const KINDS: [(Kind, &str); 2] = [(Kind::Random, "random"), (Kind::Similar, "similar")];
const METHODS: [(Method, &str); 3] =
    [(Method::Together, "together"), (Method::Average, "average"), (Method::LeastMisery, "least_misery")];
const VARIANTS: [&str; 4] = ["popularity", "pulse", "knn", "taste"];
/// Groups are drawn alike each time.
const SEED: u64 = 1;

/// What is evaluated, and where the figures go.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) file: PathBuf,
    pub(crate) json: Option<PathBuf>,
    pub(crate) quick: bool,
}

/// Evaluates every variant on a file, writes a table, and the figures where they are wanted.
pub(crate) fn evaluate(options: &Options) -> Result<()> {
    options.json.as_deref().map_or(Ok(()), can_be_written)?;
    let read = file::read(&options.file)?;
    let rows = read.rows.len();
    let gathered = Interactions::gather(read.users, read.videos, read.rows)?;
    let interactions = gathered.interactions;
    let (cases, groups) = if options.quick { (CASES_QUICK, GROUPS_QUICK) } else { (CASES_MAX, GROUPS) };
    let test = LeaveLastOut::new(&interactions, cases);
    ensure!(
        !test.cases().is_empty(),
        "nobody in {} has watched two different items, so nothing can be held back; give a file with longer histories",
        options.file.display()
    );
    let steps = VARIANTS.len() * test.cases().len() + KINDS.len() * SIZES.len() * groups;
    let bar = progress::bar("evaluating", steps as u64);
    let report = Report {
        counts: Counts {
            rows,
            users: read.users,
            items: read.videos,
            left_out: gathered.left_out,
            users_asked: test.cases().len(),
            not_active: Active::choose(test.training(), recommend::ACTIVE_VIDEOS_MAX).over(),
        },
        variants: VARIANTS.iter().map(|name| variant(name, &test, &bar)).collect(),
        groups: in_groups(&interactions, groups, &bar),
    };
    bar.finish_and_clear();
    telemetry::say(&report.to_string());
    options.json.as_deref().map_or(Ok(()), |path| write(path, &report))
}

/// Fails where a file cannot be written: it would be a pity to be told that in the end. Leaves nothing behind.
fn can_be_written(path: &Path) -> Result<()> {
    let tried = match File::create_new(path) {
        Ok(_) => std::fs::remove_file(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => File::options().append(true).open(path).map(drop),
        Err(error) => Err(error),
    };
    tried.with_context(|| format!("cannot write {}", path.display()))
}

fn write(path: &Path, report: &Report) -> Result<()> {
    let text = serde_json::to_string_pretty(&report.json())?;
    std::fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
}

/// Lets one variant learn, and measures it.
fn variant(name: &'static str, test: &LeaveLastOut, bar: &ProgressBar) -> Variant {
    memory::forget_peak();
    let start = Instant::now();
    let viewers: Vec<f32>;
    let recommender: Box<dyn Recommender + '_> = match name {
        "popularity" => {
            #[expect(clippy::cast_precision_loss, reason = "a count of people fits a float well enough")]
            let counts = test.training().viewers().into_iter().map(|count| count as f32).collect();
            viewers = counts;
            Box::new(Popularity { viewers: Some(&viewers) })
        }
        "pulse" => Box::new(Popularity { viewers: None }),
        "knn" => Box::new(Knn::fit(test.training(), Active::choose(test.training(), recommend::ACTIVE_VIDEOS_MAX))),
        _ => Box::new(Taste::fit(test.training(), TasteOptions::default())),
    };
    let train = start.elapsed();
    let peak_mb = memory::peak_mb();
    let (mut ndcg, mut recall, mut took) = (Vec::new(), Vec::new(), Vec::new());
    let mut walk = test.walk();
    while walk.advance() {
        let start = Instant::now();
        let list = walk.rank(&*recommender);
        took.push(start.elapsed());
        let outcome = walk.judge(&list);
        ndcg.push(outcome.ndcg_at_10);
        recall.push(outcome.recall_at_20);
        bar.inc(1);
    }
    Variant { name, ndcg: Estimate::of(&ndcg), recall: Estimate::of(&recall), train, peak_mb, score_p99: p99(took) }
}

fn p99(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took.get((took.len() * 99 / 100).min(took.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Serves groups that are made up, by each method, with the taste of their members.
fn in_groups(interactions: &Interactions, count: usize, bar: &ProgressBar) -> Vec<Group> {
    let test = GroupTest::new(interactions);
    let taste = Taste::fit(test.training(), TasteOptions::default());
    let mut seeded = Seeded::new(SEED);
    let methods = METHODS.map(|(method, _)| method);
    let mut found = Vec::new();
    for size in SIZES {
        for (kind, kind_name) in KINDS {
            let groups = test.draw(kind, size, count, &mut seeded);
            let served: Vec<_> =
                bar.wrap_iter(groups.iter()).filter_map(|group| test.judge(group, &taste, &methods)).collect();
            if served.is_empty() {
                continue;
            }
            for (index, (_, method)) in METHODS.iter().enumerate() {
                let of = |choose: fn(&recommend::evaluate::Served) -> f64| {
                    Estimate::of(&served.iter().map(|served| choose(&served[index])).collect::<Vec<_>>())
                };
                let (mean, min) = (of(|served| served.mean), of(|served| served.min));
                found.push(Group { size, kind: kind_name, method, groups: served.len(), mean, min });
            }
        }
    }
    found
}
