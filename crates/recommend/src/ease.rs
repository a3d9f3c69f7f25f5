//! EASE^R: what each video says about each other, as the weights of a linear model that has one exact solution.
//!
//! With `G = XᵀX + λI` over the rows of all persons and `P = G⁻¹`, the weights are `B[i, j] = −P[i, j] / P[j, j]` and 0 on the
//! diagonal. A score is `x · B`, so each video of a history has an exact share in it.

use rayon::prelude::*;

use crate::sparse::Sparse;
use crate::spd::negative_inverse;

/// The weights between active videos.
#[derive(Clone, Debug)]
pub(crate) struct Ease {
    n: usize,
    weights: Vec<f32>,
}

impl Ease {
    /// Learns from rows of persons. Memory: the square of the number of videos, in floats.
    pub(crate) fn fit(histories: &Sparse, videos: usize, lambda: f32) -> Self {
        let n = videos;
        let mut weights = gram(histories, n);
        for place in 0..n {
            weights[place * n + place] += lambda;
        }
        negative_inverse(&mut weights, n);
        let own: Vec<f32> = (0..n).map(|place| -1.0 / weights[place * n + place]).collect();
        for row in 0..n {
            for column in 0..row {
                let shared = weights[row * n + column];
                weights[row * n + column] = shared * own[column];
                weights[column * n + row] = shared * own[row];
            }
            weights[row * n + row] = 0.0;
        }
        Self { n, weights }
    }

    /// How much a video says about each other.
    pub(crate) fn about(&self, place: usize) -> &[f32] {
        &self.weights[place * self.n..][..self.n]
    }
}

fn gram(histories: &Sparse, n: usize) -> Vec<f32> {
    let viewers = histories.transposed(n);
    let mut gram = vec![0.0; n * n];
    gram.par_chunks_mut(n.max(1)).enumerate().for_each(|(place, row)| co_watched(histories, viewers.row(place), row));
    gram
}

/// Adds up, over the viewers of a video, what else they watched.
pub(crate) fn co_watched(histories: &Sparse, viewers: &[(u32, f32)], row: &mut [f32]) {
    for (user, weight) in viewers {
        for (column, other) in histories.row(*user as usize) {
            row[*column as usize] += weight * other;
        }
    }
}
