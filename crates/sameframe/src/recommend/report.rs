//! What was measured, as a table for people and as JSON for programs.

use std::fmt;
use std::time::Duration;

use recommend::LeftOut;
use recommend::evaluate::Estimate;
use serde_json::{Value, json};

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) counts: Counts,
    pub(crate) variants: Vec<Variant>,
    pub(crate) groups: Vec<Group>,
}

/// How much there was, and what of it was not used.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) rows: usize,
    pub(crate) users: usize,
    pub(crate) items: usize,
    pub(crate) left_out: LeftOut,
    pub(crate) users_asked: usize,
    pub(crate) not_active: usize,
}

/// One way to recommend to one person.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) ndcg: Estimate,
    pub(crate) recall: Estimate,
    pub(crate) train: Duration,
    pub(crate) peak_mb: Option<f64>,
    pub(crate) score_p99: Duration,
}

/// One way to recommend to one sort of group.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) size: usize,
    pub(crate) kind: &'static str,
    pub(crate) method: &'static str,
    pub(crate) groups: usize,
    pub(crate) mean: Estimate,
    pub(crate) min: Estimate,
}

impl Report {
    /// The figures for programs. Times are of the wall; memory is the peak of the whole process while a variant learns.
    pub(crate) fn json(&self) -> Value {
        let Counts { rows, users, items, left_out, users_asked, not_active } = &self.counts;
        json!({
            "rows": rows,
            "users": users,
            "items": items,
            "users_asked": users_asked,
            "left_out": {
                "repeated": left_out.repeated,
                "oldest": left_out.oldest,
                "of_long_histories": left_out.of_long_histories,
                "items_without_weights": not_active,
            },
            "variants": self.variants.iter().map(Variant::json).collect::<Vec<_>>(),
            "groups": self.groups.iter().map(Group::json).collect::<Vec<_>>(),
        })
    }
}

impl Variant {
    fn json(&self) -> Value {
        json!({
            "variant": self.name,
            "ndcg_at_10": self.ndcg.mean,
            "ci": interval(self.ndcg),
            "recall_at_20": self.recall.mean,
            "recall_ci": interval(self.recall),
            "train_s": self.train.as_secs_f64(),
            "peak_mb": self.peak_mb,
            "score_p99_ms": self.score_p99.as_secs_f64() * 1000.0,
        })
    }
}

impl Group {
    fn json(&self) -> Value {
        json!({
            "size": self.size,
            "kind": self.kind,
            "method": self.method,
            "groups": self.groups,
            "mean_ndcg_at_10": self.mean.mean,
            "ci": interval(self.mean),
            "min_ndcg_at_10": self.min.mean,
            "min_ci": interval(self.min),
        })
    }
}

fn interval(estimate: Estimate) -> Option<[f64; 2]> {
    estimate.interval
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { rows, users, items, users_asked, .. } = &self.counts;
        writeln!(
            f,
            "{rows} rows of {users} users and {items} items; asked about the last item of {users_asked} users"
        )?;
        for (count, what) in self.counts.told() {
            writeln!(f, "not learnt from: {count} {what}")?;
        }
        writeln!(
            f,
            "\n{:12} {:>8} {:>17} {:>10} {:>9} {:>9} {:>9}",
            "", "NDCG@10", "95 %", "Recall@20", "trained", "peak", "p99"
        )?;
        for variant in &self.variants {
            writeln!(f, "{variant}")?;
        }
        if self.groups.is_empty() {
            return write!(f, "\nNo groups: too few people have 25 items or more.");
        }
        write!(
            f,
            "\n{:>4} {:8} {:13} {:>6} {:>8} {:>17} {:>11} {:>17}",
            "size", "kind", "method", "groups", "NDCG@10", "95 %", "worst-off", "95 %"
        )?;
        self.groups.iter().try_for_each(|group| write!(f, "\n{group}"))
    }
}

impl Counts {
    /// What was not used, where there was any.
    fn told(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let all = [
            (self.left_out.repeated, "rows with an item that the same user has again later"),
            (self.left_out.oldest, "rows, the oldest, beyond what is held in memory"),
            (self.left_out.of_long_histories, "rows, the oldest of users with the longest histories"),
            (self.not_active, "items beyond the most watched get no weights, and are ranked by popularity"),
        ];
        all.into_iter().filter(|(count, _)| *count > 0)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, ndcg, recall, train, score_p99, .. } = self;
        let peak = self.peak_mb.map_or_else(|| "unknown".to_owned(), |mb| format!("{mb:.0} MB"));
        let (train, p99) = (format!("{train:.2?}"), format!("{score_p99:.2?}"));
        write!(
            f,
            "{name:12} {:>8.4} {:>17} {:>10.4} {train:>9} {peak:>9} {p99:>9}",
            ndcg.mean,
            range(*ndcg),
            recall.mean
        )
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, kind, method, groups, mean, min } = self;
        write!(
            f,
            "{size:>4} {kind:8} {method:13} {groups:>6} {:>8.4} {:>17} {:>11.4} {:>17}",
            mean.mean,
            range(*mean),
            min.mean,
            range(*min)
        )
    }
}

fn range(estimate: Estimate) -> String {
    estimate.interval.map_or_else(|| "–".to_owned(), |[low, high]| format!("{low:.4} – {high:.4}"))
}
