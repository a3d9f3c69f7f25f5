//! What the recommenders promise, on an instance that is made up: latent tastes, popularity that drifts, a seed.

#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "tests may panic, and count little")]

use proptest::prelude::*;
use recommend::evaluate::{Estimate, GroupTest, Kind, LeaveLastOut, Method};
use recommend::{
    Active, Explained, HALF_LIFE_S_DEFAULT, Interaction, Interactions, Knn, Popularity, Pulse, Recommender, Seeded,
    Synthetic, Taste, TasteOptions, best,
};

fn gather(instance: &Synthetic) -> Interactions {
    Interactions::gather(instance.users, instance.videos, instance.rows()).unwrap().interactions
}

fn ndcg(test: &LeaveLastOut, recommender: &dyn Recommender) -> f64 {
    let mut walk = test.walk();
    let mut gains = Vec::new();
    while walk.advance() {
        let list = walk.rank(recommender);
        gains.push(walk.judge(&list).ndcg_at_10);
    }
    Estimate::of(&gains).mean
}

#[test]
fn taste_beats_what_is_merely_popular() {
    let interactions = gather(&Synthetic { users: 600, videos: 300, rows: 24_000, seed: 7 });
    let test = LeaveLastOut::new(&interactions, usize::MAX);
    let training = test.training();
    let viewers: Vec<f32> = training.viewers().iter().map(|count| *count as f32).collect();
    let popularity = ndcg(&test, &Popularity { viewers: Some(&viewers) });
    let knn = ndcg(&test, &Knn::fit(training, Active::choose(training, 8_000)));
    let taste = ndcg(&test, &Taste::fit(training, TasteOptions::default()));
    let pulse = ndcg(&test, &Popularity { viewers: None });
    assert!(
        taste > 2.0 * popularity && knn > 2.0 * popularity,
        "taste {taste}, knn {knn}, popularity {popularity}, pulse {pulse}"
    );
    assert!(pulse > popularity, "pulse {pulse}, popularity {popularity}: what is popular drifts");
}

#[test]
fn together_serves_whom_it_serves_least_better_than_averages_do() {
    let interactions = gather(&Synthetic { users: 500, videos: 300, rows: 20_000, seed: 3 });
    let test = GroupTest::new(&interactions);
    let taste = Taste::fit(test.training(), TasteOptions::default());
    let groups = test.draw(Kind::Random, 3, 300, &mut Seeded::new(5));
    let methods = [Method::Together, Method::Average, Method::LeastMisery];
    let served: Vec<_> = groups.iter().filter_map(|group| test.judge(group, &taste, &methods)).collect();
    let worst = |method: usize| Estimate::of(&served.iter().map(|of| of[method].min).collect::<Vec<_>>()).mean;
    assert!(served.len() > 100, "{}", served.len());
    assert!(worst(0) > worst(1) && worst(0) > worst(2), "{} {} {}", worst(0), worst(1), worst(2));
}

#[test]
fn groups_are_drawn_alike_from_the_same_seed_and_never_with_somebody_twice() {
    let test = GroupTest::new(&gather(&Synthetic { users: 60, videos: 80, rows: 3_000, seed: 1 }));
    for kind in [Kind::Random, Kind::Similar] {
        let draw = || test.draw(kind, 4, 20, &mut Seeded::new(2));
        let groups = draw();
        assert_eq!(groups, draw());
        for mut group in groups {
            group.sort_unstable();
            group.dedup();
            assert_eq!(group.len(), 4);
        }
    }
    assert!(test.draw(Kind::Similar, 100, 1, &mut Seeded::new(2)).is_empty());
}

fn rows() -> impl Strategy<Value = Vec<Interaction>> {
    let row = (0_u32..12, 0_u32..20, 0.05_f32..=1.0, -1_000_000_i64..1_000_000);
    prop::collection::vec(row.prop_map(|(user, video, weight, at_s)| Interaction { user, video, weight, at_s }), 0..150)
}

fn trained(rows: Vec<Interaction>) -> (Interactions, Vec<f32>, Taste) {
    let interactions = Interactions::gather(12, 20, rows).unwrap().interactions;
    let mut heat = vec![0.0; 20];
    Pulse::of(&interactions, HALF_LIFE_S_DEFAULT).write(&mut heat);
    let taste = Taste::fit(&interactions, TasteOptions { lambda: 5.0, ..TasteOptions::default() });
    (interactions, heat, taste)
}

fn scores(taste: &dyn Recommender, interactions: &Interactions, heat: &[f32], user: usize) -> Vec<f32> {
    let mut scores = vec![0.0; 20];
    taste.scores(interactions.history(user), heat, &mut scores);
    scores
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_are_finite_and_nothing_seen_is_recommended(rows in rows()) {
        let (interactions, heat, taste) = trained(rows);
        for user in 0..12 {
            let scores = scores(&taste, &interactions, &heat, user);
            prop_assert!(scores.iter().all(|score| score.is_finite()), "{scores:?}");
            let seen = |video| interactions.history(user).iter().any(|watched| watched.video == video);
            let list = best(&scores, seen, 20);
            prop_assert!(list.iter().all(|video| !seen(*video)));
            prop_assert_eq!(list.len() + interactions.history(user).len(), 20);
        }
    }

    #[test]
    fn the_parts_of_a_score_are_all_of_it(rows in rows(), user in 0_usize..12) {
        let (interactions, heat, taste) = trained(rows);
        let history = interactions.history(user);
        let scores = scores(&taste, &interactions, &heat, user);
        let videos: Vec<u32> = (0..20).collect();
        for Explained { video, score, because, after, heat, same_for_all } in taste.explain(history, &heat, &videos) {
            let sum = because.iter().chain(&after).map(|(_, share)| share).sum::<f64>() + heat + same_for_all;
            prop_assert!((sum - score).abs() < 1e-9, "{sum} {score}");
            let ranked = f64::from(scores[video as usize]);
            prop_assert!((ranked - score).abs() < 1e-3 * score.abs().max(1.0), "{ranked} {score}");
            let known = |other: &u32| history.iter().any(|watched| watched.video == *other);
            prop_assert!(because.iter().chain(&after).all(|(other, _)| known(other)));
        }
    }

    #[test]
    fn who_has_which_number_changes_nothing(rows in rows(), shift in 1_u32..12) {
        let (interactions, heat, taste) = trained(rows.clone());
        let moved = rows.into_iter().map(|row| Interaction { user: (row.user + shift) % 12, ..row }).collect();
        let (others, heat_of_others, of_others) = trained(moved);
        for user in 0..12 {
            let other = (user + shift as usize) % 12;
            let before = scores(&taste, &interactions, &heat, user);
            let after = scores(&of_others, &others, &heat_of_others, other);
            for (before, after) in before.iter().zip(&after) {
                prop_assert!((before - after).abs() < 1e-2, "{before} {after}");
            }
        }
    }
}
