//! Neighbours by cosine: the plain measure that a better model has to beat.

use rayon::prelude::*;

use crate::active::Active;
use crate::ease::co_watched;
use crate::interactions::{Interactions, Watched};
use crate::limits::NEIGHBOURS_MAX;
use crate::rank::Recommender;
use crate::sparse::{Sparse, largest};

/// Pulls the likeness of videos with few viewers towards 0.
const SHRINK: f32 = 20.0;

/// The nearest neighbours of each active video.
#[derive(Clone, Debug)]
pub struct Knn {
    active: Active,
    neighbours: Sparse,
}

impl Knn {
    /// Learns from interactions.
    pub fn fit(interactions: &Interactions, active: Active) -> Self {
        let n = active.videos().len();
        let histories = Sparse::of_histories(interactions, &active);
        let viewers = histories.transposed(n);
        let norms: Vec<f32> = (0..n).map(|place| norm(viewers.row(place))).collect();
        let rows = (0..n).into_par_iter().map(|place| {
            let mut row = vec![0.0; n];
            co_watched(&histories, viewers.row(place), &mut row);
            for (shared, other) in row.iter_mut().zip(&norms) {
                *shared /= norms[place] * other + SHRINK;
            }
            row[place] = 0.0;
            largest(&row, NEIGHBOURS_MAX)
        });
        Self { neighbours: Sparse::of_rows(rows.collect::<Vec<_>>()), active }
    }
}

fn norm(row: &[(u32, f32)]) -> f32 {
    row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
}

impl Recommender for Knn {
    fn scores(&self, history: &[Watched], _heat: &[f32], scores: &mut [f32]) {
        scores.fill(0.0);
        for watched in history {
            let Some(place) = self.active.place(watched.video) else { continue };
            for (other, likeness) in self.neighbours.row(place) {
                scores[self.active.videos()[*other as usize] as usize] += watched.weight * likeness;
            }
        }
    }
}
